namespace PluginHost.Archive.Compression;

/// <summary>How a layer is compressed.</summary>
public enum CompressionKind
{
    None,
    Gzip,
    Zstd,
}
