namespace PluginHost.Plugins.Gc;

/// <summary>
/// When the next collection is, and why: the arithmetic of the scheduler, without its waiting. Not for parallel use.
/// </summary>
internal sealed class Plan(SchedulerConfig config)
{
    private static readonly TimeSpan IntervalWithoutThreshold = TimeSpan.FromSeconds(1);

    // A collection counts as at least this long, or very short ones would follow each other at once.
    private static readonly TimeSpan ShortestCollection = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private TimeSpan _interval = IntervalWithoutThreshold;
    private TimeSpan _total;
    private long _collections;
    private long _deletions;
    private long _mutations;
    private bool _asked;
    private DateTimeOffset? _last;

    /// <summary>When the next run is due; null: not until there is a reason.</summary>
    public DateTimeOffset? Next { get; private set; }

    public void Start(DateTimeOffset now)
    {
        if (config.StartupDelay > TimeSpan.Zero)
        {
            Next = now + config.StartupDelay;
        }
    }

    /// <summary>Somebody wants a collection and waits for it.</summary>
    public void Ask(DateTimeOffset now)
    {
        _asked = true;
        Hurry(now);
    }

    /// <summary>There were changes, some of which may have left garbage.</summary>
    public void Count(long mutations, long deletions, DateTimeOffset now)
    {
        _mutations += mutations;
        _deletions += deletions;
        bool enoughDeletions = config.DeletionThreshold > 0 && _deletions >= config.DeletionThreshold;
        bool firstReason = Next is null && ((config.DeletionThreshold == 0 && _deletions > 0) || EnoughMutations());
        if (enoughDeletions || firstReason)
        {
            Hurry(now);
        }
    }

    /// <summary>The run is due: true when it is to collect; else it is put off, because there is no reason.</summary>
    public bool Begin(DateTimeOffset now)
    {
        if (!_asked && _last is not null && _deletions == 0 && !EnoughMutations())
        {
            Next = now + _interval;
            return false;
        }

        // What comes from now on counts for the next collection.
        (_asked, _deletions, _mutations) = (false, 0, 0);
        return true;
    }

    public void Succeed(TimeSpan lockedTime, DateTimeOffset now)
    {
        _total += lockedTime;
        _collections++;
        double pause = config.EffectivePause;
        if (pause > 0)
        {
            TimeSpan average = _total / _collections;
            average = average < ShortestCollection ? ShortestCollection : average;
            _interval = (average / pause) - average;
        }

        _last = now;
        Next = now + _interval;
    }

    /// <summary>Tries again, whatever happens: a second later than planned, or after the usual delay when it was the first run.</summary>
    public void Fail(DateTimeOffset now)
    {
        _asked = true;
        Next = now + (_last is null ? config.ScheduleDelay : _interval + RetryDelay);
        _last = now;
    }

    private bool EnoughMutations() => config.MutationThreshold > 0 && _mutations >= config.MutationThreshold;

    private void Hurry(DateTimeOffset now)
    {
        DateTimeOffset wanted = now + config.ScheduleDelay;
        if (Next is null || Next > wanted)
        {
            Next = wanted;
        }
    }
}
