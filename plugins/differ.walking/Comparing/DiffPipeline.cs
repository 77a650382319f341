using System.Runtime.ExceptionServices;
using PluginHost.Archive.Changes;
using PluginHost.Archive.Compression;
using PluginHost.Content;
using PluginHost.Plugins.Walking.Blocks;

namespace PluginHost.Plugins.Walking.Comparing;

/// <summary>
/// Writes the difference of two trees into a content writer. Comparing with hashing, compressing, and writing run beside each other, with a
/// bounded queue between each two of them.
/// </summary>
internal static class DiffPipeline
{
    /// <exception cref="IOException">A tree can't be read or changed meanwhile.</exception>
    public static async Task<WrittenDiff> RunAsync(
        TreePair trees, CompressionKind compression, long? sourceDate, IContentWriter writer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using BlockQueue plain = new(failed.Token);
        using BlockQueue compressed = new(failed.Token);
        Task<string> comparing = OnThreadAsync(() => Compare(trees, sourceDate, plain, failed.Token), plain);
        Task<bool> compressing = OnThreadAsync(() => Compress(plain, compression, compressed), compressed);
        try
        {
            long size = await WriteAsync(compressed, writer, failed.Token);
            await compressing;

            return new WrittenDiff(await comparing, size);
        }
        catch
        {
            await failed.CancelAsync();

            // Their errors are the one that is thrown, or its consequences.
            await Task.WhenAll(comparing, compressing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static string Compare(TreePair trees, long? sourceDate, BlockQueue queue, CancellationToken cancellationToken)
    {
        using BlockWriteStream output = new(queue);
        using DigestWriteStream digest = new(output, leaveOpen: true);
        LayerComparer.WriteDiff(trees.Lower, trees.Upper, digest, sourceDate, cancellationToken);
        output.Complete();

        return digest.Digest;
    }

    private static bool Compress(BlockQueue plain, CompressionKind compression, BlockQueue queue)
    {
        using BlockReadStream input = new(plain);
        using BlockWriteStream output = new(queue);
        using (Stream compressor = CompressionStreams.OpenWrite(output, compression, leaveOpen: true))
        {
            input.CopyTo(compressor, Block.Size);
        }

        output.Complete();

        return true;
    }

    private static async Task<long> WriteAsync(BlockQueue queue, IContentWriter writer, CancellationToken cancellationToken)
    {
        long size = 0;
        while (true)
        {
            Block block = await queue.TakeAsync();
            if (block.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            if (block.Length == 0)
            {
                return size;
            }

            try
            {
                await writer.WriteAsync(block.Bytes.AsMemory(0, block.Length), cancellationToken);
            }
            finally
            {
                block.Return();
            }

            size += block.Length;
        }
    }

    // An error also goes down the queue, so that who waits at its other end gets it where the data would be.
    private static Task<T> OnThreadAsync<T>(Func<T> work, BlockQueue output)
        => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return work();
                }
                catch (Exception error)
                {
                    output.Fail(error);
                    throw;
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
}
