using System.Buffers;

namespace PluginHost.Archive.Tar;

/// <summary>Reads a stream through one large buffer: header blocks whole, content in pieces that stay in the buffer.</summary>
internal sealed class BlockInput(Stream stream) : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;

    /// <summary>The next 512 bytes, valid until the next call.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="ArchiveException">The stream ends inside the block.</exception>
    public bool TryReadBlock(out ReadOnlySpan<byte> block)
    {
        while (_end - _start < TarLayout.BlockSize)
        {
            if (!Fill())
            {
                block = default;

                return _start == _end ? false : throw ArchiveException.Truncated("a header");
            }
        }

        block = _buffer.AsSpan(_start, TarLayout.BlockSize);
        _start += TarLayout.BlockSize;

        return true;
    }

    /// <summary>Between 1 and <paramref name="limit"/> bytes, as many as are at hand, valid until the next call.</summary>
    /// <exception cref="ArchiveException">The stream is at its end.</exception>
    public ReadOnlySpan<byte> Read(long limit, string where)
    {
        if (_start == _end && !Fill())
        {
            throw ArchiveException.Truncated(where);
        }

        int length = (int)Math.Min(_end - _start, limit);
        _start += length;

        return _buffer.AsSpan(_start - length, length);
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="ArchiveException">The stream ends before.</exception>
    public void Skip(long length, string where, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            length -= Read(length, where).Length;
        }
    }

    /// <summary>Reads to the end of the stream and returns how many bytes that were.</summary>
    public long Drain(CancellationToken cancellationToken)
    {
        long drained = 0;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            drained += _end - _start;
            _start = _end;
        }
        while (Fill());

        return drained;
    }

    /// <summary>Gives the buffer back; the stream stays open.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
        }
    }

    private bool Fill()
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;

        return read > 0;
    }
}
