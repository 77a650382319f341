using System.Runtime.CompilerServices;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Conformance.Content;

/// <summary>
/// A content store in memory, for suites of plugins that use one. It has no filters, and an update replaces the labels that are named.
/// </summary>
public sealed class MemoryContentStore : IContentStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, (byte[] Bytes, ContentInfo Info)> _blobs = [];
    private readonly Dictionary<string, MemoryIngest> _ingests = new(StringComparer.Ordinal);

    public Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken) => Task.FromResult(Find(digest).Info);

    public Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (byte[] bytes, ContentInfo old) = Find(info.Digest);
            Dictionary<string, string> labels = new(fieldPaths is [] or ["labels"] ? info.Labels : old.Labels);
            foreach (string path in fieldPaths.Where(path => path != "labels"))
            {
                string key = path.StartsWith("labels.", StringComparison.Ordinal)
                    ? path["labels.".Length..]
                    : throw DaemonException.InvalidArgument($"cannot update {path} field on content info {info.Digest}");
                if (info.Labels.TryGetValue(key, out string? value))
                {
                    labels[key] = value;
                }
                else
                {
                    labels.Remove(key);
                }
            }

            ContentInfo updated = old with { Labels = labels, UpdatedAt = Timestamp.Now(TimeProvider.System) };
            _blobs[info.Digest] = (bytes, updated);

            return Task.FromResult(updated);
        }
    }

    public async IAsyncEnumerable<ContentInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RefuseFilters(filters);
        await Task.CompletedTask;
        foreach ((_, (_, ContentInfo info)) in _blobs.ToArray())
        {
            yield return info;
        }
    }

    public Task DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _ = Find(digest);
            _blobs.Remove(digest);
        }

        return Task.CompletedTask;
    }

    public Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken)
        => Task.FromResult<IBlobReader>(new MemoryBlob(Find(digest).Bytes));

    public Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _ingests.TryGetValue(@ref, out MemoryIngest? ingest)
                ? Task.FromResult(ingest.Status)
                : throw DaemonException.NotFound($"ingest {@ref}");
        }
    }

    public Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        RefuseFilters(filters);
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<IngestStatus>>([.. _ingests.Values.Select(ingest => ingest.Status)]);
        }
    }

    public Task AbortAsync(string @ref, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _ingests.Remove(@ref) ? Task.CompletedTask : throw DaemonException.NotFound($"ingest {@ref}");
        }
    }

    public Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (@ref.Length == 0)
            {
                throw DaemonException.InvalidArgument("ref must not be empty");
            }

            if (!expected.IsEmpty && _blobs.ContainsKey(expected))
            {
                throw DaemonException.AlreadyExists($"content {expected}");
            }

            if (!_ingests.TryGetValue(@ref, out MemoryIngest? ingest))
            {
                _ingests[@ref] = ingest = new MemoryIngest(@ref, total);
            }

            return Task.FromResult<IContentWriter>(ingest.Open(this));
        }
    }

    internal void Commit(MemoryIngest ingest, byte[] bytes, IReadOnlyDictionary<string, string> labels)
    {
        lock (_lock)
        {
            Digest digest = Digest.Of(bytes);
            Timestamp now = Timestamp.Now(TimeProvider.System);
            _ingests.Remove(ingest.Status.Ref);
            ContentInfo info = new() { Digest = digest, Size = bytes.Length, Labels = labels, CreatedAt = now, UpdatedAt = now };
            if (!_blobs.TryAdd(digest, (bytes, info)))
            {
                throw DaemonException.AlreadyExists($"content {digest}");
            }
        }
    }

    private static void RefuseFilters(IReadOnlyList<string> filters)
    {
        if (filters.Count > 0)
        {
            throw new NotSupportedException("the content store of the suite has no filters");
        }
    }

    private (byte[] Bytes, ContentInfo Info) Find(Digest digest)
    {
        lock (_lock)
        {
            return _blobs.TryGetValue(digest, out (byte[] Bytes, ContentInfo Info) found) ? found : throw DaemonException.NotFound($"content {digest}");
        }
    }
}
