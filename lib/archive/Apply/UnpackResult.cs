using PluginHost.Archive.Compression;

namespace PluginHost.Archive.Apply;

/// <summary>What was unpacked.</summary>
/// <param name="Applied">What the archive had.</param>
/// <param name="Compression">How the stream was compressed.</param>
/// <param name="DiffId">The digest of the uncompressed stream, with what follows the archive in it.</param>
/// <param name="UncompressedSize">The bytes of the uncompressed stream.</param>
public sealed record UnpackResult(ApplyResult Applied, CompressionKind Compression, string DiffId, long UncompressedSize);
