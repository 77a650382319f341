using System.Buffers;
using System.Runtime.ExceptionServices;

namespace PluginHost.Archive.Compression;

/// <summary>
/// Reads its source on another thread, at most <see cref="Blocks"/> blocks ahead, so that decompressing goes on while what came out is
/// written. An error of the source comes out where its data would have.
/// </summary>
public sealed class ReadAheadStream : ReadOnlyStream
{
    /// <summary>How many blocks may wait: together 1 MiB, which hides the pauses of the disk and stays in the processor's cache.</summary>
    public const int Blocks = 4;

    private const int BlockSize = 256 * 1024;

    private readonly Task _reading;

    // Guards all that both threads see; pulsed at each change. A block of length 0 is the end.
    private readonly object _lock = new();
    private readonly Queue<(byte[] Bytes, int Length)> _full = new();
    private Exception? _failure;
    private bool _stopped;

    // Only for the thread that reads from this stream.
    private byte[] _block = [];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Begins to read.</summary>
    /// <param name="source">Read synchronously and at last closed, both on a thread of its own.</param>
    public ReadAheadStream(Stream source)
        => _reading = Task.Factory.StartNew(
            () => ReadSource(source), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || (_start == _end && !TakeBlock()))
        {
            return 0;
        }

        int length = Math.Min(buffer.Length, _end - _start);
        _block.AsSpan(_start, length).CopyTo(buffer);
        _start += length;

        return length;
    }

    /// <summary>From another thread: a reader that waits for data gets an <see cref="ObjectDisposedException"/>, and so do later ones.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Stops reading ahead and waits until the source is closed.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _reading;
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops reading ahead; the source is closed as soon as its last read has returned.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _stopped = true;
                while (_full.TryDequeue(out (byte[] Bytes, int Length) full))
                {
                    Return(full.Bytes);
                }

                Monitor.PulseAll(_lock);
            }

            Return(_block);
            (_block, _start, _end) = ([], 0, 0);
        }

        base.Dispose(disposing);
    }

    private void ReadSource(Stream source)
    {
        try
        {
            using (source)
            {
                while (Put(source))
                {
                }
            }
        }
        catch (Exception exception)
        {
            // Not lost: it is thrown to the reader in its place.
            lock (_lock)
            {
                _failure = exception;
                Monitor.PulseAll(_lock);
            }
        }
    }

    // False at the end of the source, or when nobody wants more.
    private bool Put(Stream source)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(BlockSize);
        int length = source.ReadAtLeast(bytes.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false);
        lock (_lock)
        {
            while (_full.Count == Blocks && !_stopped)
            {
                _ = Monitor.Wait(_lock);
            }

            if (_stopped)
            {
                Return(bytes);

                return false;
            }

            _full.Enqueue((bytes, length));
            Monitor.PulseAll(_lock);
        }

        return length > 0;
    }

    private bool TakeBlock()
    {
        if (_ended)
        {
            return false;
        }

        Return(_block);
        (_block, _start, _end) = ([], 0, 0);
        lock (_lock)
        {
            while (_full.Count == 0 && _failure is null && !_stopped)
            {
                _ = Monitor.Wait(_lock);
            }

            ObjectDisposedException.ThrowIf(_stopped, this);
            if (_full.TryDequeue(out (byte[] Bytes, int Length) full))
            {
                (_block, _end) = (full.Bytes, full.Length);
                _ended = full.Length == 0;
                Monitor.PulseAll(_lock);
            }
            else
            {
                ExceptionDispatchInfo.Throw(_failure!);
            }
        }

        return !_ended;
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
