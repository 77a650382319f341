using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Metrics;
using PluginHost.Plugins.Cgroups.Figures;
using PluginHost.Runtime;
using V1 = PluginHost.Proto.Cgroups.V1;
using V2 = PluginHost.Proto.Cgroups.V2;

namespace PluginHost.Plugins.Cgroups;

/// <summary>
/// The figures of every task, asked from its shim when somebody reads the metrics: from all shims at once, each within the time limit
/// <c>io.containerd.timeout.metrics.shimstats</c>. A task whose shim does not answer is left out (containerd core/metrics/cgroups).
/// </summary>
internal sealed class CgroupsMonitor(CgroupsConfig config, ITimeouts timeouts, ILogger logger) : ITaskMonitor, IMetricSource
{
    private const string StatsTimeout = "io.containerd.timeout.metrics.shimstats";
    private const string TypeV1 = "io.containerd.cgroups.v1.Metrics";
    private const string TypeV2 = "io.containerd.cgroups.v2.Metrics";

    private readonly ConcurrentDictionary<(string Namespace, string Id), WatchedTask> _tasks = new();

    public void Watch(ITask task, IReadOnlyDictionary<string, string> labels)
    {
        if (!config.NoPrometheus)
        {
            _tasks[(task.Namespace, task.Id)] = WatchedTask.Of(task, labels);
        }
    }

    public void Forget(ITask task)
    {
        if (_tasks.TryGetValue((task.Namespace, task.Id), out WatchedTask? watched) && ReferenceEquals(watched.Task, task))
        {
            _tasks.TryRemove(KeyValuePair.Create((task.Namespace, task.Id), watched));
        }
    }

    public async Task<IReadOnlyList<MetricFamily>> CollectAsync(CancellationToken cancellationToken)
    {
        FamilyCollection families = new();
        foreach ((WatchedTask task, IMessage? figures) in await Task.WhenAll(_tasks.Values.Select(task => ReadAsync(task, cancellationToken))))
        {
            switch (figures)
            {
                case V1.Metrics first:
                    families.Add(FiguresV1.All, first, task.Labels);
                    break;
                case V2.Metrics second:
                    families.Add(FiguresV2.All, second, task.Labels);
                    break;
                default:
                    break;
            }
        }

        return families.ToList();
    }

    private async Task<(WatchedTask Task, IMessage? Figures)> ReadAsync(WatchedTask watched, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeouts.Get(StatsTimeout));
        ITask task = watched.Task;
        try
        {
            return (watched, Parse(await task.StatsAsync(limit.Token)));
        }
        catch (Exception error) when (error is DaemonException or InvalidProtocolBufferException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Usual for a task that ends just now; one that never answers is worth to be known.
            logger.Warn(error, "no metrics of task", ("id", task.Id), ("namespace", task.Namespace));
            return (watched, null);
        }
    }

    private static IMessage? Parse(AnyValue? stats) => stats?.TypeUrl[(stats.TypeUrl.LastIndexOf('/') + 1)..] switch
    {
        TypeV1 => V1.Metrics.Parser.ParseFrom(stats.Value.Span),
        TypeV2 => V2.Metrics.Parser.ParseFrom(stats.Value.Span),

        // Figures of another kind, of a runtime that has no cgroups.
        _ => null,
    };
}
