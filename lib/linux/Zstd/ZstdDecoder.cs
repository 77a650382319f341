namespace PluginHost.Linux.Zstd;

/// <summary>
/// Decompresses zstd frames one after the other, skippable ones included. Memory is bounded by the library's limit for windows, 128 MiB.
/// </summary>
public sealed class ZstdDecoder : IDisposable
{
    private readonly ZstdDecoderHandle _context;

    /// <summary>A decoder at the begin of a frame.</summary>
    /// <exception cref="PlatformNotSupportedException">libzstd is not installed.</exception>
    public ZstdDecoder() => _context = LibZstd.Load(LibZstd.ZSTD_createDCtx);

    /// <summary>Whether the last frame is complete, so that the stream may end here.</summary>
    public bool AtFrameEnd { get; private set; } = true;

    /// <summary>Decompresses as much as fits.</summary>
    /// <param name="source">Compressed bytes.</param>
    /// <param name="destination">Gets the plain bytes.</param>
    /// <param name="consumed">How many bytes of the source were taken.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <exception cref="InvalidDataException">The bytes are no zstd frame, or a checksum is wrong.</exception>
    public unsafe void Decode(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            ZstdBuffer input = new() { Bytes = from, Size = (nuint)source.Length };
            ZstdBuffer output = new() { Bytes = to, Size = (nuint)destination.Length };
            nuint rest = LibZstd.Check(LibZstd.ZSTD_decompressStream(_context, &output, &input));
            consumed = (int)input.Position;
            written = (int)output.Position;

            // Without input and output nothing happened, and a new frame is not begun by asking.
            if (consumed > 0 || written > 0)
            {
                AtFrameEnd = rest == 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();
}
