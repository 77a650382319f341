using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Ttrpc;

/// <summary>A connection cut into frames, for either side. Nothing is read or written that would have to wait.</summary>
internal sealed class TtrpcStream
{
    private const int SmallBuffer = 4096;
    private const int MostUnsent = 32 * 1024 * 1024;

    private readonly EventLoop _loop;
    private readonly SafeFileDescriptor _socket;
    private readonly ITtrpcReceiver _receiver;
    private readonly Queue<byte[]> _unsent = new();
    private byte[] _buffer = new byte[SmallBuffer];
    private int _filled;
    private int _toSkip;
    private int _sentOfFirst;
    private long _unsentBytes;
    private bool _waitsForRoom;

    public TtrpcStream(EventLoop loop, SafeFileDescriptor socket, ITtrpcReceiver receiver)
    {
        _loop = loop;
        _socket = socket;
        _receiver = receiver;
        _loop.Watch(socket, EpollEvents.EPOLLIN, OnReady);
    }

    /// <summary>Whether it was closed, by either side.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Sends a frame, or keeps it until the other side reads. On a closed connection it is dropped.</summary>
    public void Send(uint stream, byte type, ReadOnlySpan<byte> data)
    {
        if (IsClosed)
        {
            return;
        }

        byte[] frame = TtrpcFrame.Build(stream, type, data);
        _unsent.Enqueue(frame);
        _unsentBytes += frame.Length;
        if (_unsent.Count == 1)
        {
            Flush();
        }
        else if (_unsentBytes > MostUnsent)
        {
            // Whoever asks so much and reads nothing is not served any longer.
            Close();
        }
    }

    /// <summary>Closes the connection; the receiver is told once.</summary>
    public void Close()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            _loop.Unwatch(_socket);
            _socket.Dispose();
            _receiver.OnClosed();
        }
    }

    private void OnReady(EpollEvents events)
    {
        if (events.HasFlag(EpollEvents.EPOLLOUT))
        {
            Flush();
        }

        if (!IsClosed && (events & ~EpollEvents.EPOLLOUT) != 0)
        {
            Receive();
        }
    }

    private void Receive()
    {
        int errno = Kernel.TryRead(_socket, _buffer.AsSpan(_filled), out int count);
        if (errno == Errno.EAGAIN)
        {
            return;
        }

        if (errno != 0 || count == 0)
        {
            Close();

            return;
        }

        _filled += count;
        int used = 0;
        while (!IsClosed && TakeFrame(ref used))
        {
        }

        Keep(used);
    }

    // One frame, or a part of one that is passed over; false if there is not enough.
    private bool TakeFrame(ref int used)
    {
        int available = _filled - used;
        if (_toSkip > 0)
        {
            int skipped = Math.Min(_toSkip, available);
            _toSkip -= skipped;
            used += skipped;

            return skipped > 0;
        }

        if (available < TtrpcFrame.HeadSize)
        {
            return false;
        }

        TtrpcFrame frame = TtrpcFrame.Parse(_buffer.AsSpan(used));
        if (frame.Length > TtrpcFrame.MaxLength)
        {
            used += TtrpcFrame.HeadSize;
            _toSkip = frame.Length;
            _receiver.OnOversize(frame);

            return true;
        }

        if (available < TtrpcFrame.HeadSize + frame.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> data = _buffer.AsSpan(used + TtrpcFrame.HeadSize, frame.Length);
        used += TtrpcFrame.HeadSize + frame.Length;
        _receiver.OnFrame(frame, data);

        return true;
    }

    // Moves what is left to the front, with room for the whole of a frame that has begun, and no more than that.
    private void Keep(int used)
    {
        int left = _filled - used;
        int wanted = SmallBuffer;
        if (left >= TtrpcFrame.HeadSize && _toSkip == 0)
        {
            wanted = Math.Max(wanted, TtrpcFrame.HeadSize + TtrpcFrame.Parse(_buffer.AsSpan(used)).Length);
        }

        byte[] target = wanted == _buffer.Length ? _buffer : new byte[wanted];
        _buffer.AsSpan(used, left).CopyTo(target);
        _buffer = target;
        _filled = left;
    }

    private void Flush()
    {
        while (_unsent.TryPeek(out byte[]? frame))
        {
            int errno = Kernel.TryWrite(_socket, frame.AsSpan(_sentOfFirst), out int count);
            if (errno == Errno.EAGAIN)
            {
                WaitForRoom(true);

                return;
            }

            if (errno != 0)
            {
                Close();

                return;
            }

            _sentOfFirst += count;
            if (_sentOfFirst == frame.Length)
            {
                _unsent.Dequeue();
                _unsentBytes -= frame.Length;
                _sentOfFirst = 0;
            }
        }

        WaitForRoom(false);
    }

    private void WaitForRoom(bool wait)
    {
        if (wait != _waitsForRoom)
        {
            _waitsForRoom = wait;
            _loop.Rewatch(_socket, wait ? EpollEvents.EPOLLIN | EpollEvents.EPOLLOUT : EpollEvents.EPOLLIN);
        }
    }
}
