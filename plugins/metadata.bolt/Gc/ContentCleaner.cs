using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Concurrency;
using PluginHost.Plugins.Metadata.Content;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// Removes from the content store the blobs that no namespace has and no ingest stands on, and the ingests that no record names. For the order of
/// steps see <see cref="ObjectClaims"/>.
/// </summary>
internal sealed class ContentCleaner(MetadataContext context)
{
    /// <summary>False when something could not be removed.</summary>
    public async Task<bool> CleanAsync(CancellationToken cancellationToken)
    {
        IContentStore backend = context.Backends.Content;
        List<string> blobs = [];
        await foreach (ContentInfo info in backend.WalkAsync([], cancellationToken))
        {
            blobs.Add(info.Digest.ToString());
        }

        IReadOnlyList<IngestStatus> ingests = await backend.ListStatusesAsync([], cancellationToken);
        bool blobsGone = await new Removal(context, context.Objects.Blobs, "content").RunAsync(
            blobs,
            () => context.View(ReferencedBlobs),
            digest => backend.DeleteAsync(Digest.Parse(digest), cancellationToken));
        bool ingestsGone = await new Removal(context, context.Objects.Ingests, "ingest").RunAsync(
            [.. ingests.Select(static ingest => ingest.Ref)],
            () => context.View(ReferencedIngests),
            @ref => backend.AbortAsync(@ref, cancellationToken));
        return blobsGone && ingestsGone;
    }

    private static HashSet<string> ReferencedBlobs(Transaction transaction)
    {
        HashSet<string> referenced = new(StringComparer.Ordinal);
        foreach (string @namespace in Schema.NamespaceNames(transaction))
        {
            referenced.UnionWith(Schema.FindBlobs(transaction, @namespace)?.BucketNames() ?? []);
            Bucket? ingests = Schema.FindIngests(transaction, @namespace);
            foreach (string @ref in ingests?.BucketNames() ?? [])
            {
                if (IngestBucket.Expected(ingests!.Bucket(@ref)!) is { } expected)
                {
                    referenced.Add(expected);
                }
            }
        }

        return referenced;
    }

    private static HashSet<string> ReferencedIngests(Transaction transaction)
    {
        HashSet<string> referenced = new(StringComparer.Ordinal);
        foreach (string @namespace in Schema.NamespaceNames(transaction))
        {
            Bucket? ingests = Schema.FindIngests(transaction, @namespace);
            referenced.UnionWith(ingests?.BucketNames().Select(@ref => IngestBucket.BackendRef(ingests.Bucket(@ref)!)) ?? []);
        }

        return referenced;
    }
}
