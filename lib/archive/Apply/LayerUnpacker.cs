using PluginHost.Archive.Compression;

namespace PluginHost.Archive.Apply;

/// <summary>
/// Unpacks compressed layers. Decompressing, hashing and writing run on three threads with at most 1 MiB between each two of them.
/// </summary>
public static class LayerUnpacker
{
    /// <summary>Decompresses a layer as its first bytes say, hashes and applies it.</summary>
    /// <param name="layer">A layer, compressed or not; read synchronously on another thread, and left open.</param>
    /// <param name="root">An existing directory.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Checked between entries and blocks; a read of the layer that is under way must end by itself.</param>
    /// <exception cref="ArchiveException">The layer can't be used, or is larger than the limits.</exception>
    /// <exception cref="Linux.LinuxException">A system call failed.</exception>
    /// <exception cref="PlatformNotSupportedException">libzstd is not installed, or the kernel is older than Linux 5.6.</exception>
    public static Task<UnpackResult> UnpackAsync(Stream layer, string root, ApplyOptions options, CancellationToken cancellationToken)
    {
        Stream decompressed = CompressionStreams.OpenRead(layer, out CompressionKind kind, leaveOpen: true);

        return RunAsync(decompressed, kind, root, options, cancellationToken);
    }

    /// <summary>As <see cref="UnpackAsync"/> for a layer that is known not to be compressed, whatever its first bytes look like.</summary>
    /// <param name="layer">An archive; read synchronously on another thread, and left open.</param>
    /// <param name="root">An existing directory.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Checked between entries and blocks; a read of the layer that is under way must end by itself.</param>
    /// <exception cref="ArchiveException">The layer can't be used, or is larger than the limits.</exception>
    /// <exception cref="Linux.LinuxException">A system call failed.</exception>
    public static Task<UnpackResult> UnpackPlainAsync(
        Stream layer, string root, ApplyOptions options, CancellationToken cancellationToken)
        => RunAsync(new PrefixedStream(default, layer, leaveOpen: true), CompressionKind.None, root, options, cancellationToken);

    private static async Task<UnpackResult> RunAsync(
        Stream decompressed, CompressionKind kind, string root, ApplyOptions options, CancellationToken cancellationToken)
    {
        ApplyResult applied;
        DigestReadStream digest;
        await using (ReadAheadStream plain = new(decompressed))
        {
            digest = new DigestReadStream(plain);
            await using ReadAheadStream hashed = new(digest);
            await using CancellationTokenRegistration stop = cancellationToken.Register(() => Stop(plain, hashed));
            try
            {
                applied = await Task.Factory.StartNew(
                    () => LayerApplier.Apply(hashed, root, options, cancellationToken),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
            }
            catch (ObjectDisposedException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            finally
            {
                // After a failure nobody waits for data any more, so closing does not either.
                Stop(plain, hashed);
            }
        }

        return new UnpackResult(applied, kind, digest.Digest, digest.Count);
    }

    private static void Stop(ReadAheadStream plain, ReadAheadStream hashed)
    {
        hashed.Stop();
        plain.Stop();
    }
}
