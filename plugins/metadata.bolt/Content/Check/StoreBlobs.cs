using System.Runtime.CompilerServices;
using PluginHost.Content;
using PluginHost.Oci;

namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>The blobs of a content store.</summary>
internal sealed class StoreBlobs(IContentStore store) : IBlobSource
{
    public async IAsyncEnumerable<Digest> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ContentInfo info in store.WalkAsync([], cancellationToken))
        {
            yield return info.Digest;
        }
    }

    public Task<IBlobReader> OpenAsync(Digest digest, CancellationToken cancellationToken) => store.OpenReaderAsync(digest, cancellationToken);
}
