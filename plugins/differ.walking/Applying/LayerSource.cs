using PluginHost.Archive.Apply;
using PluginHost.Content;
using PluginHost.Plugins.Walking.Blocks;

namespace PluginHost.Plugins.Walking.Applying;

/// <summary>A blob to be unpacked.</summary>
/// <param name="Blob">The blob.</param>
/// <param name="Sniffed">Whether its first bytes say how it is compressed; otherwise it is a plain archive whatever they look like.</param>
internal sealed record LayerSource(IBlobReader Blob, bool Sniffed)
{
    /// <summary>Unpacks into a directory. When this returns or throws, nothing reads the blob any more.</summary>
    public async Task<UnpackResult> UnpackAsync(string directory, ApplyOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using BlockQueue queue = new(ended.Token);
        Task pump = BlobPump.RunAsync(Blob, queue, ended.Token);
        try
        {
            await using BlockReadStream layer = new(queue);

            // Looking at the first bytes waits for them, which the caller's thread must not.
            return await Task.Run(
                () => Sniffed
                    ? LayerUnpacker.UnpackAsync(layer, directory, options, cancellationToken)
                    : LayerUnpacker.UnpackPlainAsync(layer, directory, options, cancellationToken),
                CancellationToken.None);
        }
        finally
        {
            await ended.CancelAsync();
            await pump;
        }
    }
}
