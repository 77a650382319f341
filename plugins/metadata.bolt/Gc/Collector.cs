using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Gc;
using PluginHost.Logging;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// One collection after the other: mark in a read transaction and sweep in one write transaction, between which nobody writes; then, while
/// everybody works on, publish what was removed and clean the backends in which something has lost its record.
/// </summary>
internal sealed class Collector(MetadataContext context) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly BackendCleanUp _cleanUp = new(context);

    public async Task<GcStatistics> CollectAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            (IReadOnlyList<GcNode> removed, TimeSpan lockedTime) = await context.Database.ExclusiveAsync(MarkAndSweep, cancellationToken);
            foreach (GcNode node in removed)
            {
                MarkDirty(node);
            }

            await PublishAsync(removed);
            await _cleanUp.RunAsync(cancellationToken);
            return new GcStatistics(lockedTime, removed.Count);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private (IReadOnlyList<GcNode> Removed, TimeSpan LockedTime) MarkAndSweep(Database database)
    {
        long start = context.Clock.GetTimestamp();
        List<GcNode> unreached = database.View(Unreached);
        if (unreached.Count > 0)
        {
            database.Update(transaction => Sweeper.Remove(transaction, unreached));
        }

        return (unreached, context.Clock.GetElapsedTime(start));
    }

    private List<GcNode> Unreached(Transaction transaction)
    {
        GcGraph graph = new(transaction);
        Roots roots = new(graph, Timestamp.Now(context.Clock), context.Logger);
        roots.Collect();
        Marker marker = new(graph, roots);
        marker.Mark();
        return Sweeper.Unreached(graph, marker);
    }

    private void MarkDirty(GcNode node)
    {
        switch (node.Kind)
        {
            case GcKind.Snapshot:
                context.Dirty.MarkSnapshotter(node.SnapshotKey().Snapshotter);
                break;
            case GcKind.Content or GcKind.Ingest:
                context.Dirty.MarkContent();
                break;
        }
    }

    // Content and leases that are collected give no event, as with containerd.
    private async Task PublishAsync(IReadOnlyList<GcNode> removed)
    {
        foreach (GcNode node in removed)
        {
            DaemonEvent? @event = node.Kind switch
            {
                GcKind.Image => new ImageDeleted(node.Key),
                GcKind.Snapshot => new SnapshotRemoved(node.SnapshotKey().Key, node.SnapshotKey().Snapshotter),
                _ => null,
            };
            if (@event is null)
            {
                continue;
            }

            try
            {
                await context.PublishAsync(node.Namespace, @event);
            }
            catch (DaemonException e)
            {
                context.Logger.Warn(e, "failed to publish removal", ("namespace", node.Namespace), ("topic", @event.Topic));
            }
        }
    }
}
