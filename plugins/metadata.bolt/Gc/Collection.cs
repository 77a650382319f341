using PluginHost.Bolt;
using PluginHost.Gc;

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
    private readonly GcResources _resources;
    private readonly List<GcNode> _removed = [];
    private Transaction _seen;

    public Collection(MetadataContext context, GcResources resources)
    {
        _context = context;
        _resources = resources;
        _marker = new Marker(Timestamp.Now(context.Clock), context.Logger);
        _seen = context.Database.File.Begin(writable: false);
    }

    /// <summary>What has been removed so far.</summary>
    public IReadOnlyList<GcNode> Removed => _removed;

    /// <summary>Resources that were taken from their collectors and have to be released.</summary>
    public IReadOnlyList<(IResourceCollector Collector, IReadOnlyList<CollectedResource> Resources)> Withdrawn { get; private set; } = [];

    /// <summary>How long the steps had the writer.</summary>
    public TimeSpan LockedTime { get; private set; }

    /// <summary>Marks; the groups of garbage in the order in which they have to go.</summary>
    public IReadOnlyList<GcNode[]> Mark(CancellationToken cancellationToken)
    {
        GcGraph graph = new(_seen, _resources);
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

        if (_resources.Nodes.Any(node => !_marker.IsReached(node)))
        {
            // Not given up half-way: what was withdrawn has to be released.
            await _context.Database.ExclusiveAsync(Withdraw, CancellationToken.None);
        }
    }

    public void Dispose() => _seen.Dispose();

    // Resources go last, when no record that is still there can refer to them.
    private bool Withdraw(Database database)
    {
        long start = _context.Clock.GetTimestamp();
        MarkChanges(database);
        Withdrawn = _resources.Withdraw(_resources.Nodes.Where(node => !_marker.IsReached(node)), _context.Logger);
        TimeSpan time = _context.Clock.GetElapsedTime(start);
        LockedTime += time;
        _context.GcMetrics.Paused(time);
        return true;
    }

    private void MarkChanges(Database database)
    {
        using Transaction now = database.Begin(writable: false);
        _marker.MarkChanges(_seen, new GcGraph(now, _resources));
    }

    private bool Sweep(Database database, List<GcNode> step)
    {
        long start = _context.Clock.GetTimestamp();
        MarkChanges(database);

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
