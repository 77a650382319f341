using Microsoft.Extensions.Logging;
using PluginHost.Archive.Apply;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Oci;
using UnpackOptions = PluginHost.Archive.Apply.ApplyOptions;

namespace PluginHost.Plugins.Walking.Applying;

/// <summary>
/// Applies a layer to mounts. Reading the blob, decompressing, hashing and writing run beside each other with bounded buffers between
/// them. An overlay's upper directory is written without mounting; anything else is mounted in a temporary place.
/// </summary>
internal sealed class LayerApplication(string mountRoot, ILogger logger)
{
    private readonly bool _inUserNamespace = !UserNamespace.IsInitial();

    public async Task<Descriptor> ApplyAsync(
        IContentStore content,
        Descriptor layer,
        IReadOnlyList<Mount> mounts,
        Diff.ApplyOptions options,
        CancellationToken cancellationToken)
    {
        if (!MediaTypes.TryGetDiffCompression(layer.MediaType, out DiffCompression compression))
        {
            throw new DaemonException(
                ErrorKind.Unknown, $"failed to get stream processor for {layer.MediaType}: no processor for media-type");
        }

        await using IBlobReader blob = await OpenAsync(content, layer, cancellationToken);
        LayerSource source = new(blob, Sniffed: compression != DiffCompression.None);
        try
        {
            LayerWarnings warnings = new(logger, layer.Digest);
            UnpackResult result;
            await using (TempActivation active = TempActivation.Of(MountEntries.Of(mounts), mountRoot))
            {
                result = await UnpackAsync(source, active.Mounts, warnings, options.SyncFileSystem, cancellationToken);
            }

            warnings.LogRest();
            logger.Debug(
                "layer applied",
                ("digest", layer.Digest),
                ("diffid", result.DiffId),
                ("entries", result.Applied.Entries),
                ("size", result.UncompressedSize));

            return new Descriptor
            {
                MediaType = MediaTypes.OciLayer,
                Digest = Digest.Parse(result.DiffId),
                Size = result.UncompressedSize,
            };
        }
        catch (Exception error) when (error is IOException or InvalidDataException or PlatformNotSupportedException)
        {
            if (error.Data[TempMount.CleanupErrorKey] is Exception left)
            {
                logger.Warn(left, "failed to take a temporary mount away", ("digest", layer.Digest));
            }

            throw new DaemonException(ErrorKind.Unknown, $"failed to apply layer {layer.Digest}: {error.Message}", error);
        }
    }

    private static async Task<IBlobReader> OpenAsync(IContentStore content, Descriptor layer, CancellationToken cancellationToken)
    {
        IBlobReader blob;
        try
        {
            blob = await content.OpenReaderAsync(layer.Digest, cancellationToken);
        }
        catch (DaemonException error)
        {
            throw error.Within("failed to get reader from content store");
        }

        if (layer.Size > 0 && blob.Size != layer.Size)
        {
            long size = blob.Size;
            await blob.DisposeAsync();
            throw DaemonException.FailedPrecondition($"layer {layer.Digest} has {size} bytes, but {layer.Size} in its descriptor");
        }

        return blob;
    }

    private async Task<UnpackResult> UnpackAsync(
        LayerSource source, IReadOnlyList<MountEntry> mounts, LayerWarnings warnings, bool sync, CancellationToken cancellationToken)
    {
        UnpackOptions options = new() { SkipDevices = _inUserNamespace, Warn = warnings.Add };
        if (!_inUserNamespace && ApplyPlace.Find(mounts) is { } place)
        {
            UnpackOptions overlay = options with { Whiteouts = WhiteoutStyle.Overlay, ParentLayers = place.Lowers };
            UnpackResult written = await source.UnpackAsync(place.Upper, overlay, cancellationToken);
            await SyncAsync(sync ? place.Upper : null);

            return written;
        }

        UnpackResult result = await TempMount.WithAsync(
            mounts, mountRoot, (directory, token) => source.UnpackAsync(directory, options, token), cancellationToken);
        await SyncAsync(sync && mounts is [{ Type: "bind" } bind] ? bind.Source : null);

        return result;
    }

    private static async Task SyncAsync(string? directory)
    {
        if (directory is not null)
        {
            await Task.Factory.StartNew(
                () => Sync(directory), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    private static void Sync(string directory)
    {
        using SafeFileDescriptor open = LibC.Open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        LibC.Syncfs(open);
    }
}
