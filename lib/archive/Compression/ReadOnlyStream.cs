namespace PluginHost.Archive.Compression;

/// <summary>What all forward-only reading streams share: they neither seek nor write.</summary>
public abstract class ReadOnlyStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("the stream has no known length");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("the stream has no position");
        set => throw new NotSupportedException("the stream has no position");
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is ever written.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);

        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("the stream can't seek");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("the stream is for reading");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("the stream is for reading");
}
