using PluginHost.Content;
using PluginHost.Plugins.Walking.Blocks;

namespace PluginHost.Plugins.Walking.Applying;

/// <summary>Reads a blob into a queue, ahead of who takes it out.</summary>
internal static class BlobPump
{
    /// <summary>Reads to the end. An error goes to the reader of the queue, in its place.</summary>
    public static async Task RunAsync(IBlobReader blob, BlockQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            long offset = 0;
            int length;
            do
            {
                byte[] bytes = Block.Rent();
                length = await blob.ReadAsync(bytes.AsMemory(0, Block.Size), offset, cancellationToken);
                await queue.PutAsync(new Block(bytes, length, null));
                offset += length;
            }
            while (length > 0);
        }
        catch (Exception error)
        {
            queue.Fail(error);
        }
    }
}
