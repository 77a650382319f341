using System.Text;
using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Cgroups;

/// <summary>Short of memory, told through an eventfd (kernel documentation, cgroup-v1/memory.rst, 10. OOM Control).</summary>
internal sealed class OomWatchV1 : OomWatch
{
    private const string ControlFile = "memory.oom_control";

    private readonly EventLoop _loop;
    private readonly SafeFileDescriptor _counter = Kernel.EventFd();
    private readonly string _directory;

    /// <exception cref="IOException">The group is gone.</exception>
    public OomWatchV1(EventLoop loop, string directory, Action callback)
        : base(loop, callback)
    {
        _loop = loop;
        _directory = directory;
        try
        {
            using SafeFileDescriptor control = LibC.Open(Path.Join(directory, ControlFile), OpenFlags.O_RDONLY);
            using SafeFileDescriptor registration = LibC.Open(Path.Join(directory, "cgroup.event_control"), OpenFlags.O_WRONLY);
            byte[] line = Encoding.ASCII.GetBytes($"{_counter.Number} {control.Number}");
            LinuxException.ThrowIf(Kernel.TryWrite(registration, line, out _), "write", registration);
        }
        catch (LinuxException)
        {
            _counter.Dispose();
            throw;
        }

        Begin();
        _loop.Watch(_counter, EpollEvents.EPOLLIN, _ => OnCounted());
    }

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, ulong>> ReadCounters()
        => from directory in Groups()
           let file = Path.Join(directory, ControlFile)
           select KeyValuePair.Create(file, CgroupFile.Pairs(file).GetValueOrDefault("oom_kill"));

    /// <inheritdoc/>
    protected override void Close()
    {
        if (!_counter.IsClosed)
        {
            _loop.Unwatch(_counter);
            _counter.Dispose();
        }
    }

    // A kill is counted in the group of the process alone, which may be one that the container has made.
    private string[] Groups()
    {
        try
        {
            return [_directory, .. Directory.EnumerateDirectories(_directory, "*", SearchOption.AllDirectories)];
        }
        catch (IOException)
        {
            // One went while we looked; the next look finds those that are left.
            return [_directory];
        }
    }

    // The removal of the group counts, too.
    private void OnCounted()
    {
        _ = Kernel.TryRead(_counter, stackalloc byte[8], out _);
        if (Directory.Exists(_directory))
        {
            OnWoken();
        }
        else
        {
            Dispose();
        }
    }
}
