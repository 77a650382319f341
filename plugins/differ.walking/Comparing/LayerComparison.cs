using Microsoft.Extensions.Logging;
using PluginHost.Content;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Linux.Mounting;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace PluginHost.Plugins.Walking.Comparing;

/// <summary>Mounts two snapshots for reading and stores what differs as a blob.</summary>
internal sealed class LayerComparison(string mountRoot, TimeProvider clock, ILogger logger)
{
    public async Task<Descriptor> CompareAsync(
        IContentStore content,
        IReadOnlyList<Mount> lower,
        IReadOnlyList<Mount> upper,
        DiffOptions options,
        CancellationToken cancellationToken)
    {
        DiffFormat format = DiffFormat.Of(options.MediaType);
        try
        {
            await using TempActivation below = TempActivation.Of(MountEntries.Of(lower), mountRoot);
            await using TempActivation above = TempActivation.Of(MountEntries.Of(upper), mountRoot);

            return await TempMount.WithAsync(
                MountConversions.AsReadOnly(below.Mounts),
                mountRoot,
                (before, token) => TempMount.WithAsync(
                    MountConversions.AsReadOnly(above.Mounts),
                    mountRoot,
                    (now, inner) => StoreAsync(content, new TreePair(before, now), format, options, inner),
                    token),
                cancellationToken);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or PlatformNotSupportedException)
        {
            if (error.Data[TempMount.CleanupErrorKey] is Exception left)
            {
                logger.Warn(left, "failed to take a temporary mount away", ("mediatype", format.MediaType));
            }

            throw new DaemonException(ErrorKind.Unknown, $"failed to write diff: {error.Message}", error);
        }
    }

    private async Task<Descriptor> StoreAsync(
        IContentStore content, TreePair trees, DiffFormat format, DiffOptions options, CancellationToken cancellationToken)
    {
        DiffIngest ingest = new(content, options.Ref, clock, logger);

        return await ingest.StoreAsync(
            async (writer, token) =>
            {
                WrittenDiff written = await DiffPipeline.RunAsync(trees, format.Compression, options.SourceDate?.Seconds, writer, token);
                Dictionary<string, string> labels = new(options.Labels, StringComparer.Ordinal);
                if (format.Compression != Archive.Compression.CompressionKind.None)
                {
                    labels[DiffIngest.UncompressedLabel] = written.UncompressedDigest;
                }

                return new FinishedDiff(format.MediaType, written.Size, labels);
            },
            cancellationToken);
    }
}
