using System.Buffers.Binary;
using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;
using PluginHost.Shim.Processes;

namespace PluginHost.Shim.Actions;

/// <summary>Acts on the signals of the server. SIGHUP and SIGPIPE are of no interest.</summary>
internal sealed class SignalReader : IDisposable
{
    // struct signalfd_siginfo; the signal is its first field (signalfd(2)).
    private const int EntrySize = 128;

    private readonly EventLoop _loop;
    private readonly Reaper _reaper;
    private readonly ShutdownFlow _shutdown;
    private readonly Action _dump;
    private readonly SafeFileDescriptor _signals = Kernel.SignalFd(ShimServer.Signals);

    public SignalReader(EventLoop loop, Reaper reaper, ShutdownFlow shutdown, Action dump)
    {
        _loop = loop;
        _reaper = reaper;
        _shutdown = shutdown;
        _dump = dump;
        _loop.Watch(_signals, EpollEvents.EPOLLIN, _ => Read());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Unwatch(_signals);
        _signals.Dispose();
    }

    private void Read()
    {
        Span<byte> buffer = stackalloc byte[8 * EntrySize];
        while (Kernel.TryRead(_signals, buffer, out int count) == 0 && count > 0)
        {
            for (int i = 0; i < count; i += EntrySize)
            {
                Act(BinaryPrimitives.ReadInt32LittleEndian(buffer[i..]));
            }
        }

        // Signals of one kind are merged: one of them may stand for many children.
        _reaper.Reap();
    }

    private void Act(int signal)
    {
        if (signal is Signals.SIGTERM or Signals.SIGINT)
        {
            _shutdown.Begin();
        }
        else if (signal == Signals.SIGUSR1)
        {
            _dump();
        }
    }
}
