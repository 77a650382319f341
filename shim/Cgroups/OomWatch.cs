using PluginHost.Shim.Loop;

namespace PluginHost.Shim.Cgroups;

/// <summary>
/// Tells each kill for lack of memory once. The kernel wakes us when memory is short, often many times for one kill and before it has
/// killed; its counter of kills decides. So a wake-up begins a series of looks, and an exit asks for one more: the counter is raised before
/// the signal is sent.
/// </summary>
internal abstract class OomWatch(EventLoop loop, Action callback) : IDisposable
{
    private static readonly int[] LookAfterMilliseconds = [5, 50, 500, 5_000];

    private readonly Dictionary<string, ulong> _counted = [];
    private LoopTimer? _timer;
    private bool _woken;
    private bool _told;

    /// <summary>Tells what was killed since the last look.</summary>
    public void Look()
    {
        for (ulong kills = Count(); kills > 0; kills--)
        {
            _told = true;
            callback();
        }
    }

    /// <summary>The container has ended: tells what is left to tell.</summary>
    public void Finish()
    {
        Look();
        EndSeries();
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Cancel();
        Close();
    }

    /// <summary>Kills so far by the file that counts them, of the group and of those in it that have a counter of their own.</summary>
    protected abstract IEnumerable<KeyValuePair<string, ulong>> ReadCounters();

    /// <summary>Ends the wake-ups.</summary>
    protected abstract void Close();

    /// <summary>What was killed before we came is not told.</summary>
    protected void Begin() => _ = Count();

    /// <summary>Memory is short.</summary>
    protected void OnWoken()
    {
        if (!_woken)
        {
            _woken = true;
            _told = false;
        }

        LookAgain(0);
    }

    private ulong Count()
    {
        ulong kills = 0;
        foreach ((string file, ulong count) in ReadCounters())
        {
            ulong before = _counted.GetValueOrDefault(file);
            kills += count > before ? count - before : 0;
            _counted[file] = count;
        }

        return kills;
    }

    private void LookAgain(int index)
    {
        Look();
        _timer?.Cancel();
        _timer = index < LookAfterMilliseconds.Length
            ? loop.After(LookAfterMilliseconds[index], () => LookAgain(index + 1))
            : null;
        if (_timer is null)
        {
            EndSeries();
        }
    }

    // Memory was short and nobody was counted: the kernel counts no kills (before 4.13), or counted in a group that is gone, or the killer
    // is switched off.
    private void EndSeries()
    {
        if (_woken && !_told)
        {
            callback();
        }

        _woken = false;
    }
}
