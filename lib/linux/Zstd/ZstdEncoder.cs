namespace PluginHost.Linux.Zstd;

/// <summary>Compresses to zstd frames.</summary>
public sealed class ZstdEncoder : IDisposable
{
    private const int ZSTD_c_compressionLevel = 100;
    private const int ZSTD_c_checksumFlag = 201;

    private readonly ZstdEncoderHandle _context;

    /// <summary>An encoder with a level from 1 (fast) to 19 (small); 3 is the library's own choice.</summary>
    /// <exception cref="PlatformNotSupportedException">libzstd is not installed.</exception>
    public ZstdEncoder(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 19);
        _context = LibZstd.Load(LibZstd.ZSTD_createCCtx);
        _ = LibZstd.Check(LibZstd.ZSTD_CCtx_setParameter(_context, ZSTD_c_compressionLevel, level));
        _ = LibZstd.Check(LibZstd.ZSTD_CCtx_setParameter(_context, ZSTD_c_checksumFlag, 1));
    }

    /// <summary>Compresses as much as fits.</summary>
    /// <param name="source">Plain bytes.</param>
    /// <param name="destination">Gets the compressed bytes.</param>
    /// <param name="end">How far to go.</param>
    /// <param name="consumed">How many bytes of the source were taken.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>Whether <paramref name="end"/> is reached; if not, call again with more room.</returns>
    /// <exception cref="InvalidDataException">The library refuses.</exception>
    public unsafe bool Encode(ReadOnlySpan<byte> source, Span<byte> destination, ZstdEnd end, out int consumed, out int written)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            ZstdBuffer input = new() { Bytes = from, Size = (nuint)source.Length };
            ZstdBuffer output = new() { Bytes = to, Size = (nuint)destination.Length };
            nuint rest = LibZstd.Check(LibZstd.ZSTD_compressStream2(_context, &output, &input, end));
            consumed = (int)input.Position;
            written = (int)output.Position;

            return rest == 0 && consumed == source.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();
}
