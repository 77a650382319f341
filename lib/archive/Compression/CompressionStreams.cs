namespace PluginHost.Archive.Compression;

/// <summary>Streams that compress and decompress in this process.</summary>
public static class CompressionStreams
{
    private const int ZstdLevel = 3;

    /// <summary>
    /// The plain bytes of a stream whose compression is told by its first bytes; members and frames that follow each other are read
    /// through. An empty stream is plain.
    /// </summary>
    /// <param name="compressed">Read from where it stands; closed with the result unless <paramref name="leaveOpen"/> is set.</param>
    /// <param name="kind">What was found.</param>
    /// <param name="leaveOpen">Whether the caller keeps the stream.</param>
    /// <exception cref="PlatformNotSupportedException">zstd, and its library is not installed.</exception>
    public static Stream OpenRead(Stream compressed, out CompressionKind kind, bool leaveOpen = false)
    {
        byte[] start = new byte[CompressionSniffer.Length];
        int length = compressed.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        kind = CompressionSniffer.Sniff(start.AsSpan(0, length));
        PrefixedStream whole = new(start.AsMemory(0, length), compressed, leaveOpen);

        return kind switch
        {
            CompressionKind.Gzip => new GzipReadStream(whole),
            CompressionKind.Zstd => new ZstdReadStream(whole),
            _ => whole,
        };
    }

    /// <summary>A stream that compresses what is written to it; disposing ends the compressed stream.</summary>
    /// <param name="target">Gets the compressed bytes.</param>
    /// <param name="kind">How.</param>
    /// <param name="leaveOpen">Whether the caller keeps the target.</param>
    /// <exception cref="PlatformNotSupportedException">zstd, and its library is not installed.</exception>
    public static Stream OpenWrite(Stream target, CompressionKind kind, bool leaveOpen = false) => kind switch
    {
        CompressionKind.Gzip => new GzipWriteStream(target, leaveOpen),
        CompressionKind.Zstd => new ZstdWriteStream(target, ZstdLevel, leaveOpen),
        _ => new PlainWriteStream(target, leaveOpen),
    };
}
