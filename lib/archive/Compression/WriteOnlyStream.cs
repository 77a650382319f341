namespace PluginHost.Archive.Compression;

/// <summary>What all forward-only writing streams share: they neither seek nor read.</summary>
public abstract class WriteOnlyStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("the stream has no known length");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("the stream has no position");
        set => throw new NotSupportedException("the stream has no position");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("the stream is for writing");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("the stream can't seek");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("the stream has no length");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public abstract override void Write(ReadOnlySpan<byte> buffer);
}
