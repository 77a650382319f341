using System.Runtime.CompilerServices;
using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Filters;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>The blobs and ingests that one namespace has; the bytes are in the content store that all namespaces share.</summary>
internal sealed class MetadataContentStore(MetadataContext context, RequestScope scope) : IContentStore
{
    private const int PageSize = 100;

    private IContentStore Backend => context.Backends.Content.For(new RequestScope(scope.Namespace));

    public IContentStore For(RequestScope other) => new MetadataContentStore(context, other);

    public Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(context.View(transaction => BlobBucket.Read(Existing(transaction, digest), digest)));
    }

    public Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        Labels.Validate("info.Labels", info.Labels);
        Timestamp now = Timestamp.Now(context.Clock);
        return context.ChangeAsync(
            transaction =>
            {
                Bucket bucket = Existing(transaction, info.Digest);
                ContentInfo stored = BlobBucket.Read(bucket, info.Digest);
                ContentInfo updated = stored with
                {
                    Labels = FieldMask.WithoutEmpty(MergeLabels(stored, info, fieldPaths)),
                    UpdatedAt = now,
                };
                BlobBucket.Write(bucket, updated, $"writing labels for info {info.Digest}: ");
                return updated;
            },
            collectable: false,
            cancellationToken);
    }

    public async IAsyncEnumerable<ContentInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FilterSet filter = Filtering.Parse(filters, context.Logger);
        string? last = null;
        List<ContentInfo> page;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            page = context.View(transaction => ReadPage(transaction, last));
            foreach (ContentInfo info in page)
            {
                if (filter.MatchesAll || filter.Match(new ContentFields(info)))
                {
                    yield return info;
                }
            }

            last = page.Count > 0 ? page[^1].Digest.ToString() : null;
        }
        while (page.Count == PageSize);

        await Task.CompletedTask;
    }

    public async Task DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        await context.ChangeAsync(
            transaction =>
            {
                _ = Existing(transaction, digest);
                Schema.FindBlobs(transaction, scope.Namespace)!.DeleteBucket(digest.ToString());
                LeaseLinks.RemoveContent(transaction, scope, digest.ToString());
            },
            collectable: true,
            cancellationToken);
        context.Dirty.MarkContent();
        await context.PublishAsync(scope.Namespace, new ContentDeleted(digest.ToString()));
    }

    /// <summary>A blob that has lost or gained bytes is DataLoss: what is there is not what the digest names.</summary>
    public async Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken)
    {
        long recorded = context.View(transaction => BlobBucket.Bytes(Existing(transaction, digest)));
        IBlobReader reader = await Backend.OpenReaderAsync(digest, cancellationToken);
        if (recorded == 0 || recorded == reader.Size)
        {
            return reader;
        }

        long size = reader.Size;
        await reader.DisposeAsync();
        throw DaemonException.Of(ErrorKind.DataLoss, $"content {digest} has {size} bytes in the content store, {recorded} are recorded");
    }

    public async Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken)
    {
        string backendRef = context.View(transaction => BackendRef(transaction, @ref)) ?? throw UnknownIngest(@ref);
        IngestStatus status = await Backend.StatusAsync(backendRef, cancellationToken);
        return status with { Ref = @ref };
    }

    public async Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        FilterSet filter = Filtering.Parse(filters, context.Logger);
        List<(string Ref, string BackendRef)> ingests = context.View(Ingests);
        IContentStore backend = Backend;
        List<IngestStatus> found = [];
        foreach ((string @ref, string backendRef) in ingests)
        {
            try
            {
                IngestStatus status = await backend.StatusAsync(backendRef, cancellationToken) with { Ref = @ref };
                if (filter.Match(new IngestFields(status)))
                {
                    found.Add(status);
                }
            }
            catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
            {
                // It has no bytes of its own, or they vanished.
            }
        }

        return found;
    }

    public async Task AbortAsync(string @ref, CancellationToken cancellationToken)
    {
        (string backendRef, bool shared) = await context.ChangeAsync(
            transaction =>
            {
                string backend = BackendRef(transaction, @ref) ?? throw UnknownIngest(@ref);
                Bucket ingests = Schema.FindIngests(transaction, scope.Namespace)!;
                bool hasNoBytes = IngestBucket.Expected(ingests.Bucket(@ref)!) is not null;
                ingests.DeleteBucket(@ref);
                LeaseLinks.RemoveIngest(transaction, scope, @ref);
                return (backend, hasNoBytes);
            },
            collectable: false,
            cancellationToken);
        if (shared)
        {
            return;
        }

        // From here on a clean-up would finish the job.
        context.Dirty.MarkContent();
        try
        {
            await Backend.AbortAsync(backendRef, cancellationToken);
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            // Nothing had been written.
        }
    }

    public Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken)
        => new WriterOpening(context, scope, Backend, @ref, total, expected).OpenAsync(cancellationToken);

    private static IReadOnlyDictionary<string, string> MergeLabels(ContentInfo stored, ContentInfo given, IReadOnlyList<string> fieldPaths)
    {
        if (fieldPaths.Count == 0)
        {
            return given.Labels;
        }

        IReadOnlyDictionary<string, string> labels = stored.Labels;
        foreach (string path in fieldPaths)
        {
            if (path == "labels")
            {
                labels = given.Labels;
            }
            else if (FieldMask.TryKey(path, "labels", out string? key))
            {
                labels = FieldMask.WithKey(labels, given.Labels, key);
            }
            else
            {
                throw DaemonException.InvalidArgument($"cannot update \"{path}\" field on content info \"{given.Digest}\"");
            }
        }

        return labels;
    }

    private static DaemonException UnknownIngest(string @ref) => DaemonException.NotFound($"reference {@ref}");

    private Bucket Existing(Transaction transaction, Digest digest)
        => (digest.IsEmpty ? null : Schema.FindBlobs(transaction, scope.Namespace)?.Bucket(digest.ToString()))
            ?? throw DaemonException.NotFound($"content digest {digest}");

    private string? BackendRef(Transaction transaction, string @ref)
        => @ref.Length > 0
            && Schema.FindIngests(transaction, scope.Namespace)?.Bucket(@ref) is Bucket bucket
            && IngestBucket.BackendRef(bucket) is { Length: > 0 } backendRef
            ? backendRef
            : null;

    private List<(string Ref, string BackendRef)> Ingests(Transaction transaction)
    {
        List<(string Ref, string BackendRef)> found = [];
        if (Schema.FindIngests(transaction, scope.Namespace) is Bucket ingests)
        {
            foreach (string @ref in ingests.BucketNames())
            {
                if (IngestBucket.BackendRef(ingests.Bucket(@ref)!) is { Length: > 0 } backendRef)
                {
                    found.Add((@ref, backendRef));
                }
            }
        }

        return found;
    }

    private List<ContentInfo> ReadPage(Transaction transaction, string? after)
    {
        List<ContentInfo> page = [];
        if (Schema.FindBlobs(transaction, scope.Namespace) is Bucket blobs)
        {
            foreach (string name in blobs.BucketNamesAfter(after).Take(PageSize))
            {
                page.Add(BlobBucket.Read(blobs.Bucket(name)!, Digest.Parse(name)));
            }
        }

        return page;
    }
}
