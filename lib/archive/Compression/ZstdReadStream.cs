using System.Buffers;
using PluginHost.Linux.Zstd;

namespace PluginHost.Archive.Compression;

/// <summary>Decompresses zstd frames one after the other (RFC 8878); skippable frames are passed over.</summary>
internal sealed class ZstdReadStream(Stream source) : ReadOnlyStream
{
    private const int BufferSize = 256 * 1024;

    private readonly ZstdDecoder _decoder = new();
    private byte[] _input = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private bool _sourceEnded;

    /// <exception cref="ArchiveException">The bytes are no zstd, a checksum is wrong, or the stream ends inside a frame.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            if (_start == _end && !_sourceEnded)
            {
                _start = 0;
                _end = source.Read(_input);
                _sourceEnded = _end == 0;
            }

            int written = Decode(buffer, out int consumed);
            _start += consumed;
            if (written > 0)
            {
                return written;
            }

            if (_start == _end && _sourceEnded)
            {
                return _decoder.AtFrameEnd
                    ? 0
                    : throw new ArchiveException(ArchiveError.Truncated, "invalid zstd stream: it ends in the middle of a frame");
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _input.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_input);
            _input = [];
            _decoder.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Decode(Span<byte> buffer, out int consumed)
    {
        try
        {
            _decoder.Decode(_input.AsSpan(_start, _end - _start), buffer, out consumed, out int written);

            return written;
        }
        catch (InvalidDataException exception)
        {
            throw new ArchiveException(ArchiveError.Malformed, $"invalid zstd stream: {exception.Message}", exception);
        }
    }
}
