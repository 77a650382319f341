using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Cgroups;

/// <summary>Killed for lack of memory, seen in the counter <c>oom_kill</c> of <c>memory.events</c> (kernel documentation, cgroup-v2.rst).</summary>
internal sealed class OomWatchV2 : OomWatch
{
    private readonly EventLoop _loop;
    private readonly SafeFileDescriptor _inotify = Kernel.InotifyInit();
    private readonly string _file;

    /// <exception cref="IOException">The group is gone.</exception>
    public OomWatchV2(EventLoop loop, string directory, Action callback)
        : base(loop, callback)
    {
        _loop = loop;
        _file = Path.Join(directory, "memory.events");
        int errno = Kernel.TryWatchChanges(_inotify, _file);
        if (errno != 0)
        {
            _inotify.Dispose();
            throw new LinuxException(errno, "inotify_add_watch", _file);
        }

        Begin();
        _loop.Watch(_inotify, EpollEvents.EPOLLIN, _ => OnChanged());
    }

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, ulong>> ReadCounters()
        => [KeyValuePair.Create(_file, CgroupFile.Pairs(_file).GetValueOrDefault("oom_kill"))];

    /// <inheritdoc/>
    protected override void Close()
    {
        if (!_inotify.IsClosed)
        {
            _loop.Unwatch(_inotify);
            _inotify.Dispose();
        }
    }

    // The file changes for other reasons as well; it has the count by the time it is said to have changed.
    private void OnChanged()
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (Kernel.TryRead(_inotify, buffer, out int count) == 0 && count > 0)
        {
            // Only that something changed is of interest.
        }

        if (File.Exists(_file))
        {
            Look();
        }
        else
        {
            Dispose();
        }
    }
}
