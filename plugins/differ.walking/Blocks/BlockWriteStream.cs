using PluginHost.Archive.Compression;

namespace PluginHost.Plugins.Walking.Blocks;

/// <summary>
/// Fills a queue from a thread that writes synchronously. The stream ends with <see cref="Complete"/>, not by being closed.
/// </summary>
internal sealed class BlockWriteStream(BlockQueue queue) : WriteOnlyStream
{
    private byte[]? _bytes;
    private int _length;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            _bytes ??= Block.Rent();
            int length = Math.Min(buffer.Length, Block.Size - _length);
            buffer[..length].CopyTo(_bytes.AsSpan(_length));
            _length += length;
            buffer = buffer[length..];
            if (_length == Block.Size)
            {
                Pass();
            }
        }
    }

    /// <summary>Nothing to be done: blocks are passed on when they are full.</summary>
    public override void Flush()
    {
    }

    /// <summary>Passes on what is left, and the end of the stream.</summary>
    public void Complete()
    {
        if (_length > 0)
        {
            Pass();
        }

        queue.Put(Block.End);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _bytes is not null)
        {
            new Block(_bytes, 0, null).Return();
            (_bytes, _length) = (null, 0);
        }

        base.Dispose(disposing);
    }

    private void Pass()
    {
        queue.Put(new Block(_bytes!, _length, null));
        (_bytes, _length) = (null, 0);
    }
}
