using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// One pass over the records. It marks in a read transaction, beside which everybody works on. Then it sweeps in small steps, each of
/// which has the writer for itself: it marks what was changed since the step before, and removes some of what is still unmarked. The
/// transaction of the step before stays open until then, so that the changes can be told from what both states share.
/// </summary>
internal sealed class Collection : IDisposable
{
    /// <summary>Records that one step removes: few enough that a change that waits for the step hardly notices.</summary>
    public const int StepSize = 64;

    private readonly MetadataContext _context;
    private readonly Marker _marker;
    private readonly List<GcNode> _removed = [];
    private Transaction _seen;

    public Collection(MetadataContext context)
    {
        _context = context;
        _marker = new Marker(Timestamp.Now(context.Clock), context.Logger);
        _seen = context.Database.File.Begin(writable: false);
    }

    /// <summary>What has been removed so far.</summary>
    public IReadOnlyList<GcNode> Removed => _removed;

    /// <summary>How long the steps had the writer.</summary>
    public TimeSpan LockedTime { get; private set; }

    /// <summary>Marks; the groups of garbage in the order in which they have to go.</summary>
    public IReadOnlyList<GcNode[]> Mark(CancellationToken cancellationToken)
    {
        GcGraph graph = new(_seen);
        _marker.Mark(graph);
        cancellationToken.ThrowIfCancellationRequested();
        return SweepOrder.Of(Sweeper.Unreached(graph, _marker), graph, _marker.Noted);
    }

    /// <summary>Removes what is still garbage when its turn comes.</summary>
    public async Task SweepAsync(IReadOnlyList<GcNode[]> garbage, CancellationToken cancellationToken)
    {
        for (int next = 0; next < garbage.Count;)
        {
            List<GcNode> step = [];
            while (next < garbage.Count && (step.Count == 0 || step.Count + garbage[next].Length <= StepSize))
            {
                step.AddRange(garbage[next++]);
            }

            await _context.Database.ExclusiveAsync(database => Sweep(database, step), cancellationToken);
        }
    }

    public void Dispose() => _seen.Dispose();

    private bool Sweep(Database database, List<GcNode> step)
    {
        long start = _context.Clock.GetTimestamp();
        using (Transaction now = database.Begin(writable: false))
        {
            _marker.MarkChanges(_seen, new GcGraph(now));
        }

        List<GcNode> garbage = step.FindAll(node => !_marker.IsReached(node));
        if (garbage.Count > 0)
        {
            _removed.AddRange(database.Update(transaction => Sweeper.Remove(transaction, garbage)));
        }

        // Begun before anybody else writes: what the step itself has changed is no news to the next one.
        Transaction seen = database.Begin(writable: false);
        _seen.Dispose();
        _seen = seen;
        TimeSpan time = _context.Clock.GetElapsedTime(start);
        LockedTime += time;
        _context.GcMetrics.Paused(time);
        return true;
    }
}
