using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Gc;
using PluginHost.Logging;
using PluginHost.Plugins.Metadata.Storage;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// One collection after the other: the records (<see cref="Collection"/>), then, while everybody works on, events of what was removed and the
/// backends in which something has lost its record.
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
            List<(IResourceCollector, IReadOnlyList<CollectedResource>)> withdrawn = [];
            GcStatistics statistics = await CollectRecordsAsync(withdrawn, cancellationToken);
            await _cleanUp.RunAsync(withdrawn, cancellationToken);
            return statistics;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<GcStatistics> CollectRecordsAsync(
        List<(IResourceCollector Collector, IReadOnlyList<CollectedResource> Resources)> withdrawn, CancellationToken cancellationToken)
    {
        context.Database.CheckWhole();
        GcResources resources = await context.Resources.ListAsync(cancellationToken);
        using Collection collection = new(context, resources);
        try
        {
            long start = context.Clock.GetTimestamp();
            IReadOnlyList<GcNode[]> garbage = await Task.Run(() => collection.Mark(cancellationToken), cancellationToken);
            context.GcMetrics.Marked(context.Clock.GetElapsedTime(start));
            await collection.SweepAsync(garbage, cancellationToken);
        }
        catch (Exception e) when (e is BoltException or InvalidDataException)
        {
            throw MetadataDatabase.Translate(e);
        }
        finally
        {
            // Also of a collection that was interrupted: what it has removed is gone.
            foreach (GcNode node in collection.Removed)
            {
                MarkDirty(node);
            }

            withdrawn.AddRange(collection.Withdrawn);
            context.GcMetrics.Removed([.. collection.Removed, .. withdrawn.SelectMany(static taken
                => taken.Resources.Select(resource => GcNode.Resource(resource.Namespace, taken.Collector.Word, resource.Name)))]);
            await PublishAsync(collection.Removed.OrderBy(static node => node.Kind == GcKind.Snapshot ? 0 : 1));
        }

        return new GcStatistics(collection.LockedTime, collection.Removed.Count + withdrawn.Sum(static taken => taken.Resources.Count));
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

    // Snapshots first; content and leases that are collected give no event: as with containerd.
    private async Task PublishAsync(IEnumerable<GcNode> removed)
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
