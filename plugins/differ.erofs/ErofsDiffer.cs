using Microsoft.Extensions.Logging;
using PluginHost.Archive.Compression;
using PluginHost.Content;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace PluginHost.Plugins.ErofsDiffer;

/// <summary>
/// Turns layers into the images of the erofs snapshotter without unpacking them (containerd plugins/diff/erofs). Snapshots of others, and
/// comparing, are left to the next differ.
/// </summary>
/// <param name="content">The content of a request's namespace.</param>
/// <param name="program">Makes the images.</param>
/// <param name="logger">Told of what was done.</param>
internal sealed class ErofsDiffer(Func<RequestScope, IContentStore> content, ImageProgram program, ILogger logger) : IDiffApplier
{
    private const string ImageName = "layer.erofs";

    public async Task<Descriptor> ApplyAsync(
        RequestScope scope, Descriptor layer, IReadOnlyList<Mount> mounts, ApplyOptions options, CancellationToken cancellationToken)
    {
        bool native = layer.MediaType.StartsWith(MediaTypes.ErofsLayer, StringComparison.Ordinal);
        DiffCompression compression = native ? CompressionOfNative(layer.MediaType) : CompressionOf(layer.MediaType);
        string image = Path.Join(LayerPlace.Find(mounts), ImageName);
        await using IBlobReader blob = await OpenAsync(content(scope), layer, cancellationToken);
        string making = image + ".new";
        try
        {
            Descriptor applied = await MakeAsync(blob, layer, native, compression, making, cancellationToken);
            await Task.Run(() => Sync(making), CancellationToken.None);
            File.Move(making, image, overwrite: true);
            logger.Debug("layer applied as image", ("digest", layer.Digest), ("diffid", applied.Digest), ("size", applied.Size));

            return applied;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or PlatformNotSupportedException)
        {
            throw new DaemonException(ErrorKind.Unknown, $"failed to convert erofs: layer {layer.Digest}: {error.Message}", error);
        }
        finally
        {
            File.Delete(making);
        }
    }

    private static DiffCompression CompressionOf(string mediaType)
        => MediaTypes.TryGetDiffCompression(mediaType, out DiffCompression compression)
            ? compression
            : throw DaemonException.NotImplemented($"currently unsupported media type: {mediaType}");

    private static DiffCompression CompressionOfNative(string mediaType) => mediaType.Split('+') switch
    {
        [_] => DiffCompression.None,
        [_, "zstd"] => DiffCompression.Zstd,
        _ => throw DaemonException.InvalidArgument($"erofs layer {mediaType}: only +zstd can be read"),
    };

    private static async Task<IBlobReader> OpenAsync(IContentStore store, Descriptor layer, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenReaderAsync(layer.Digest, cancellationToken);
        }
        catch (DaemonException error)
        {
            throw error.Within("failed to get reader from content store");
        }
    }

    private async Task<Descriptor> MakeAsync(
        IBlobReader blob, Descriptor layer, bool native, DiffCompression compression, string image, CancellationToken cancellationToken)
    {
        await using BlobPipe pipe = new(blob, cancellationToken);

        // Looking at the first bytes waits for them, which the caller's thread must not.
        Stream plain = compression == DiffCompression.None
            ? pipe.Stream
            : await Task.Run(() => CompressionStreams.OpenRead(pipe.Stream, out _, leaveOpen: true), CancellationToken.None);
        await using ReadAheadStream ahead = new(plain);
        await using DigestReadStream archive = new(ahead);
        if (native)
        {
            await using FileStream file = File.Create(image);
            await archive.CopyToAsync(file, cancellationToken);
        }
        else
        {
            await program.MakeAsync(archive, layer.Digest, image, cancellationToken);

            // What comes behind the end of the archive belongs to the layer.
            await archive.CopyToAsync(Stream.Null, cancellationToken);
        }

        return new Descriptor
        {
            MediaType = native ? layer.MediaType.Split('+')[0] : MediaTypes.OciLayer,
            Digest = Digest.Parse(archive.Digest),
            Size = archive.Count,
        };
    }

    private static void Sync(string path)
    {
        using SafeFileDescriptor file = LibC.Open(path, OpenFlags.O_RDONLY);
        LibC.Fsync(file);
    }
}
