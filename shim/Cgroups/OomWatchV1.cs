using System.Text;
using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Cgroups;

/// <summary>Out of memory, told through an eventfd (kernel documentation, cgroup-v1/memory.rst, 10. OOM Control).</summary>
internal sealed class OomWatchV1 : IDisposable
{
    private readonly EventLoop _loop;
    private readonly SafeFileDescriptor _counter = Kernel.EventFd();
    private readonly string _directory;
    private readonly Action _callback;

    /// <exception cref="IOException">The group is gone.</exception>
    public OomWatchV1(EventLoop loop, string directory, Action callback)
    {
        _loop = loop;
        _directory = directory;
        _callback = callback;
        try
        {
            using SafeFileDescriptor control = LibC.Open(Path.Join(directory, "memory.oom_control"), OpenFlags.O_RDONLY);
            using SafeFileDescriptor registration = LibC.Open(Path.Join(directory, "cgroup.event_control"), OpenFlags.O_WRONLY);
            byte[] line = Encoding.ASCII.GetBytes($"{_counter.Number} {control.Number}");
            LinuxException.ThrowIf(Kernel.TryWrite(registration, line, out _), "write", registration);
        }
        catch (LinuxException)
        {
            _counter.Dispose();
            throw;
        }

        _loop.Watch(_counter, EpollEvents.EPOLLIN, _ => OnCounted());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_counter.IsClosed)
        {
            _loop.Unwatch(_counter);
            _counter.Dispose();
        }
    }

    // The removal of the group counts, too.
    private void OnCounted()
    {
        _ = Kernel.TryRead(_counter, stackalloc byte[8], out _);
        if (Directory.Exists(_directory))
        {
            _callback();
        }
        else
        {
            Dispose();
        }
    }
}
