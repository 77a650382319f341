using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins.Metadata.Content;
using PluginHost.Plugins.Metadata.Snapshots;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>Asks the backends what snapshots and ingests take, which no record tells.</summary>
internal sealed class BackendSizes(MetadataContext context)
{
    /// <summary>A backend that does not answer for so long is not asked again; what it has stays unknown.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);

    /// <summary>The plan with what its garbage takes.</summary>
    public async Task<GcPlan> CompleteAsync(GcPlan plan, CancellationToken cancellationToken)
    {
        List<GcObject> garbage = [];
        long bytes = plan.FreedBytes;
        foreach (GcObject item in plan.Garbage)
        {
            GcObject known = await CompleteAsync(item, cancellationToken);
            bytes += item.Bytes is null ? known.Bytes ?? 0 : 0;
            garbage.Add(known);
        }

        return plan with { FreedBytes = bytes, Garbage = garbage };
    }

    /// <summary>The object with its size, if its backend knows it.</summary>
    public async Task<GcObject> CompleteAsync(GcObject item, CancellationToken cancellationToken)
    {
        if (item.Type == GcKind.Snapshot.Word())
        {
            GcNode node = new(GcKind.Snapshot, item.Namespace, item.Key);
            string name = node.SnapshotKey().Snapshotter;
            if (BackendName(node) is { } key && context.Backends.TryGetSnapshotter(name, out ISnapshotter? snapshotter))
            {
                return item with
                {
                    Bytes = await AskAsync(
                        name,
                        async token => (await snapshotter.For(new RequestScope(item.Namespace)).UsageAsync(key, token)).Size,
                        cancellationToken),
                };
            }
        }
        else if (item.Type == GcKind.Ingest.Word() && BackendName(new GcNode(GcKind.Ingest, item.Namespace, item.Key)) is { } @ref)
        {
            return item with
            {
                Bytes = await AskAsync("content", async token => (await context.Backends.Content.StatusAsync(@ref, token)).Offset, cancellationToken),
            };
        }

        return item;
    }

    // Null for what has gone meanwhile.
    private string? BackendName(GcNode node) => context.View(transaction => new GcGraph(transaction).Find(node) is Bucket record
        ? node.Kind == GcKind.Snapshot ? SnapshotBucket.BackendKey(record) : IngestBucket.BackendRef(record)
        : null);

    private async Task<long?> AskAsync(string backend, Func<CancellationToken, Task<long>> ask, CancellationToken cancellationToken)
    {
        if (_silent.Contains(backend))
        {
            return null;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await Task.Run(() => ask(limit.Token), limit.Token).WaitAsync(Limit, context.Clock, cancellationToken);
        }
        catch (TimeoutException e)
        {
            await limit.CancelAsync();
            _silent.Add(backend);
            context.Logger.Warn(e, "a backend does not tell sizes, they stay unknown", ("backend", backend));
            return null;
        }
        catch (Exception e) when (e is DaemonException or IOException or UnauthorizedAccessException)
        {
            context.Logger.Debug("size unknown", ("backend", backend), ("error", e.Message));
            return null;
        }
    }
}
