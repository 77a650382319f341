using PluginHost.Archive.Compression;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Plugins.Walking.Comparing;

/// <summary>A kind of layer that can be made.</summary>
internal sealed record DiffFormat(string MediaType, CompressionKind Compression)
{
    /// <summary>The format of a media type; an empty one is an OCI layer compressed with gzip.</summary>
    /// <exception cref="DaemonException">NotImplemented: another differ may know it.</exception>
    public static DiffFormat Of(string mediaType) => mediaType switch
    {
        "" or MediaTypes.OciLayerGzip => new DiffFormat(MediaTypes.OciLayerGzip, CompressionKind.Gzip),
        MediaTypes.OciLayer => new DiffFormat(MediaTypes.OciLayer, CompressionKind.None),
        MediaTypes.OciLayerZstd => new DiffFormat(MediaTypes.OciLayerZstd, CompressionKind.Zstd),
        _ => throw DaemonException.NotImplemented($"unsupported diff media type: {mediaType}"),
    };
}
