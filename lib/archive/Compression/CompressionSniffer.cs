using System.Buffers.Binary;

namespace PluginHost.Archive.Compression;

/// <summary>Tells a compression by the first bytes, as containerd does (pkg/archive/compression); what is declared does not count.</summary>
public static class CompressionSniffer
{
    /// <summary>The number of bytes that decide.</summary>
    public const int Length = 10;

    // A skippable frame (RFC 8878, 3.1.2): magic 0x184D2A50 to 0x184D2A5F, then its size. zstd:chunked layers may begin with one.
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFFFFF0;
    private const int SkippableHeader = 8;

    /// <summary>The compression of a stream that begins with these bytes; fewer bytes are the whole stream.</summary>
    public static CompressionKind Sniff(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]))
        {
            return CompressionKind.Gzip;
        }

        bool isZstd = start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
            || (start.Length >= SkippableHeader && (BinaryPrimitives.ReadUInt32LittleEndian(start) & SkippableMask) == SkippableMagic);

        return isZstd ? CompressionKind.Zstd : CompressionKind.None;
    }
}
