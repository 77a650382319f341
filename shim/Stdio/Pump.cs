using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Stdio;

/// <summary>
/// Copies from one descriptor to another until the end. It never holds more than one read that the target would not take, and reads
/// nothing while it does: whoever writes then waits, as it would without a shim in between.
/// </summary>
internal sealed class Pump
{
    // Others get their turn after so many reads.
    private const int ReadsPerTurn = 16;

    private readonly EventLoop _loop;
    private readonly byte[] _buffer;
    private readonly SafeFileDescriptor _source;
    private readonly SafeFileDescriptor _target;
    private readonly SourceKind _kind;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _left = [];
    private bool _ending;
    private bool _targetBroken;

    /// <param name="loop">The loop.</param>
    /// <param name="buffer">Room for one read, shared by all pumps.</param>
    /// <param name="source">Read to its end, without waiting.</param>
    /// <param name="target">Written without waiting unless it is a regular file.</param>
    /// <param name="kind">What the source is.</param>
    public Pump(EventLoop loop, byte[] buffer, SafeFileDescriptor source, SafeFileDescriptor target, SourceKind kind)
    {
        _loop = loop;
        _buffer = buffer;
        _source = source;
        _target = target;
        _kind = kind;
        _loop.Watch(source, SourceEvents, _ => Copy());
    }

    /// <summary>Completes when everything up to the end of the source was written.</summary>
    public Task Done => _done.Task;

    // A terminal that no process has open reports a hang-up for ever: only changes are of interest.
    private EpollEvents SourceEvents => _kind == SourceKind.Terminal ? EpollEvents.EPOLLIN | EpollEvents.EPOLLET : EpollEvents.EPOLLIN;

    /// <summary>The terminal's process has ended: what is there now is the end.</summary>
    public void End()
    {
        if (!_ending && !Done.IsCompleted)
        {
            _ending = true;
            if (_left.Length == 0)
            {
                Copy();
            }
        }
    }

    /// <summary>Stops at once.</summary>
    public void Abort()
    {
        if (!Done.IsCompleted)
        {
            Finish();
        }
    }

    private void Copy()
    {
        for (int i = 0; i < ReadsPerTurn; i++)
        {
            if (Done.IsCompleted || _left.Length > 0)
            {
                return;
            }

            int errno = Kernel.TryRead(_source, _buffer, out int count);
            if (errno == Errno.EAGAIN || (errno == Errno.EIO && _kind == SourceKind.Terminal))
            {
                if (_ending)
                {
                    Finish();
                }

                return;
            }

            if (errno != 0 || count == 0)
            {
                Finish();

                return;
            }

            Write(_buffer.AsSpan(0, count));
        }

        if (_kind == SourceKind.Terminal)
        {
            // There will be no further report of what is there already.
            _loop.Post(_ => Copy(), null);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_targetBroken)
        {
            int errno = Kernel.TryWrite(_target, bytes, out int count);
            if (errno == Errno.EAGAIN)
            {
                WaitForTarget(bytes.ToArray());

                return;
            }

            // A full disk or a closed pipe: what the container writes is lost from here on, but it must not hang.
            _targetBroken = errno != 0;
            bytes = bytes[count..];
        }

        if (_targetBroken && _kind == SourceKind.Input)
        {
            Finish();
        }
    }

    private void WaitForTarget(byte[] left)
    {
        _left = left;
        _loop.Unwatch(_source);
        _loop.Watch(_target, EpollEvents.EPOLLOUT, _ => OnTargetReady());
    }

    private void OnTargetReady()
    {
        byte[] left = _left;
        _left = [];
        _loop.Unwatch(_target);
        _loop.Watch(_source, SourceEvents, _ => Copy());
        Write(left);
        if (_ending)
        {
            Copy();
        }
    }

    private void Finish()
    {
        _loop.Unwatch(_left.Length > 0 ? _target : _source);
        _left = [];
        _done.SetResult();
    }
}
