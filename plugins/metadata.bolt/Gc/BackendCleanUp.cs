using PluginHost.Gc;
using PluginHost.Logging;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// Cleans the dirty backends side by side. One that fails does not stop the others, and is dirty again; one that takes long is no longer
/// waited for, goes on by itself, and is left alone until it has ended.
/// </summary>
internal sealed class BackendCleanUp(MetadataContext context)
{
    private const string ContentName = "content";

    /// <summary>How long a collection, and who waits for it, waits for a backend; the next collection comes no sooner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <param name="withdrawn">Resources that their collectors release beside the backends.</param>
    /// <param name="cancellationToken">Whoever waits no longer does.</param>
    public async Task RunAsync(
        IReadOnlyList<(IResourceCollector Collector, IReadOnlyList<CollectedResource> Resources)> withdrawn, CancellationToken cancellationToken)
    {
        (bool content, IReadOnlyCollection<string> snapshotters) = context.Dirty.Take(context.Backends.SnapshotterNames);
        List<Task> cleaning = [];
        if (content)
        {
            ContentCleaner cleaner = new(context);
            cleaning.Add(CleanAsync(ContentName, cleaner.CleanAsync, context.Dirty.MarkContent, cancellationToken));
        }

        foreach (string name in snapshotters)
        {
            if (context.Backends.TryGetSnapshotter(name, out ISnapshotter? snapshotter))
            {
                SnapshotCleaner cleaner = new(context, name, snapshotter);
                cleaning.Add(CleanAsync(
                    $"snapshotter {name}", cleaner.CleanAsync, () => context.Dirty.MarkSnapshotter(name), cancellationToken));
            }
            else
            {
                context.Logger.Warn("snapshotter is not loaded, nothing is removed from it", ("snapshotter", name));
                context.Dirty.MarkSnapshotter(name);
            }
        }

        foreach ((IResourceCollector collector, IReadOnlyList<CollectedResource> resources) in withdrawn)
        {
            cleaning.Add(ReleaseAsync(collector, resources, cancellationToken));
        }

        await Task.WhenAll(cleaning);
        cancellationToken.ThrowIfCancellationRequested();
    }

    // What was withdrawn is released whether or not an earlier release has ended: nobody would come back to it.
    private async Task ReleaseAsync(IResourceCollector collector, IReadOnlyList<CollectedResource> resources, CancellationToken cancellationToken)
    {
        Task running = Task.Run(() => collector.ReleaseAsync(resources, CancellationToken.None), CancellationToken.None);
        try
        {
            await running.WaitAsync(Patience, context.Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            context.GcMetrics.CleanUpFailed(collector.Word);
            context.Logger.Warn("clean-up takes long and is no longer waited for", ("backend", collector.Word), ("waited", Patience));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller looks at its token.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.GcMetrics.CleanUpFailed(collector.Word);
            context.Logger.Warn(e, "failed to clean up", ("backend", collector.Word));
        }
    }

    // The clean-up says true when it has left nothing behind.
    private async Task CleanAsync(
        string backend, Func<CancellationToken, Task<bool>> clean, Action markDirty, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(backend, out Task? earlier) && !earlier.IsCompleted)
        {
            context.Logger.Warn("clean-up of an earlier collection has not ended", ("backend", backend));
            markDirty();
            return;
        }

        Task running = Task.Run(() => RunAsync(backend, clean, markDirty, cancellationToken), CancellationToken.None);
        _running[backend] = running;
        try
        {
            await running.WaitAsync(Patience, context.Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            context.GcMetrics.CleanUpFailed(backend);
            context.Logger.Warn("clean-up takes long and is no longer waited for", ("backend", backend), ("waited", Patience));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller looks at its token.
        }
    }

    private async Task RunAsync(
        string backend, Func<CancellationToken, Task<bool>> clean, Action markDirty, CancellationToken cancellationToken)
    {
        long start = context.Clock.GetTimestamp();
        try
        {
            if (!await clean(cancellationToken))
            {
                markDirty();
            }

            context.Logger.Debug("cleaned", ("backend", backend), ("d", context.Clock.GetElapsedTime(start)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a backend throws is its own affair: the records are right, and the next collection tries again.
            markDirty();
            if (!cancellationToken.IsCancellationRequested)
            {
                context.GcMetrics.CleanUpFailed(backend);
                context.Logger.Warn(e, "failed to clean up", ("backend", backend));
            }
        }
    }
}
