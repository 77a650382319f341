using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Oci;

namespace PluginHost.Plugins.Walking.Comparing;

/// <summary>The ingest that a diff is written to: the caller's, or one of its own that does not survive a failure.</summary>
internal sealed class DiffIngest(IContentStore content, string requestedRef, TimeProvider clock, ILogger logger)
{
    /// <summary>The label of a compressed layer that has the digest of its archive.</summary>
    public const string UncompressedLabel = "containerd.io/uncompressed";

    private static readonly TimeSpan WaitForOtherWriter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(10);
    private readonly bool _generated = requestedRef.Length == 0;
    private readonly string _ref = requestedRef.Length > 0 ? requestedRef : NewRef(clock);

    /// <summary>Opens the ingest, has it written, commits it. A blob that is there already is as good.</summary>
    /// <exception cref="DaemonException">Unavailable: another writer keeps the ref; what the content store says.</exception>
    public async Task<Descriptor> StoreAsync(
        Func<IContentWriter, CancellationToken, Task<FinishedDiff>> write, CancellationToken cancellationToken)
    {
        try
        {
            FinishedDiff diff;
            Digest digest;
            await using (IContentWriter writer = await OpenAsync(cancellationToken))
            {
                // What an earlier attempt left under the caller's ref is no beginning of this diff.
                if (!_generated)
                {
                    await writer.TruncateAsync(0, cancellationToken);
                }

                diff = await write(writer, cancellationToken);
                digest = writer.CurrentDigest;
                await CommitAsync(writer, diff, digest, cancellationToken);
            }

            return await DescribeAsync(diff, digest, cancellationToken);
        }
        catch when (_generated)
        {
            await AbortAsync();
            throw;
        }
    }

    private async Task<IContentWriter> OpenAsync(CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        TimeSpan pause = TimeSpan.FromMilliseconds(16);
        while (true)
        {
            try
            {
                return await content.OpenWriterAsync(_ref, 0, default, cancellationToken);
            }
            catch (DaemonException error) when (error.Kind == ErrorKind.Unavailable && clock.GetElapsedTime(start) < WaitForOtherWriter)
            {
                logger.Debug("waiting for another writer", ("ref", _ref), ("reason", error.Message));
            }
            catch (DaemonException error)
            {
                throw error.Within("failed to open writer");
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause < LongestPause ? 2 * pause : LongestPause;
        }
    }

    private static async Task CommitAsync(IContentWriter writer, FinishedDiff diff, Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            await writer.CommitAsync(diff.Size, digest, diff.Labels, cancellationToken);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.AlreadyExists)
        {
            // The same bytes are there, which is all that is wanted.
        }
        catch (DaemonException error)
        {
            throw error.Within("failed to commit");
        }
    }

    private async Task<Descriptor> DescribeAsync(FinishedDiff diff, Digest digest, CancellationToken cancellationToken)
    {
        ContentInfo info = await content.InfoAsync(digest, cancellationToken);
        if (diff.Labels.TryGetValue(UncompressedLabel, out string? uncompressed) && !info.Labels.ContainsKey(UncompressedLabel))
        {
            Dictionary<string, string> labels = new(info.Labels, StringComparer.Ordinal) { [UncompressedLabel] = uncompressed };
            info = await content.UpdateAsync(info with { Labels = labels }, [$"labels.{UncompressedLabel}"], cancellationToken);
        }

        return new Descriptor { MediaType = diff.MediaType, Digest = info.Digest, Size = info.Size };
    }

    // With its own time limit: the caller's token may be what ended the work.
    private async Task AbortAsync()
    {
        using CancellationTokenSource limit = new(AbortLimit, clock);
        try
        {
            await content.AbortAsync(_ref, limit.Token);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound)
        {
            // It was never opened, or its commit went through.
        }
        catch (Exception error) when (error is DaemonException or IOException or OperationCanceledException)
        {
            logger.Warn(error, "failed to delete diff upload", ("ref", _ref));
        }
    }

    private static string NewRef(TimeProvider clock)
    {
        Timestamp now = Timestamp.Now(clock);
        string random = Convert.ToBase64String(RandomNumberGenerator.GetBytes(3)).Replace('+', '-').Replace('/', '_');

        return $"{(now.Seconds * 1_000_000_000) + now.Nanoseconds}-{random}";
    }
}
