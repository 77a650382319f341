using System.Runtime.ExceptionServices;
using PluginHost.Archive.Compression;

namespace PluginHost.Plugins.Walking.Blocks;

/// <summary>
/// The bytes of a queue, for a thread that reads synchronously. An error of the other end is thrown where its data would be.
/// </summary>
internal sealed class BlockReadStream(BlockQueue queue) : ReadOnlyStream
{
    private Block _block;
    private int _position;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        if (_position == _block.Length && !Advance())
        {
            return 0;
        }

        int length = Math.Min(buffer.Length, _block.Length - _position);
        _block.Bytes.AsSpan(_position, length).CopyTo(buffer);
        _position += length;

        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Release();
        }

        base.Dispose(disposing);
    }

    private bool Advance()
    {
        if (_ended)
        {
            return false;
        }

        Release();
        _block = queue.Take();
        _ended = _block.Length == 0;
        if (_block.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return !_ended;
    }

    private void Release()
    {
        if (_block.Bytes is not null)
        {
            _block.Return();
        }

        (_block, _position) = (default, 0);
    }
}
