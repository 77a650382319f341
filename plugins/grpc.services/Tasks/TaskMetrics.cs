using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Logging;
using PluginHost.Proto.Types;
using PluginHost.Runtime;

namespace PluginHost.Plugins.GrpcServices.Tasks;

/// <summary>Asks shims for the figures of their tasks, each within the time limit <c>io.containerd.timeout.metrics.shimstats</c>.</summary>
internal sealed class TaskMetrics(ITimeouts timeouts, ILogger logger)
{
    private const string TimeoutKey = "io.containerd.timeout.metrics.shimstats";

    public async Task<IReadOnlyList<Metric>> CollectAsync(
        IReadOnlyList<ITask> tasks, IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        FilterSet filter = ParseFilters(filters);
        Metric?[] metrics = await Task.WhenAll(
            tasks.Where(task => filter.Match(new TaskFields(task))).Select(task => TryGetAsync(task, cancellationToken)));
        return [.. metrics.OfType<Metric>()];
    }

    private static FilterSet ParseFilters(IReadOnlyList<string> filters)
    {
        try
        {
            return FilterSet.ParseAll(filters);
        }
        catch (FilterSyntaxException error)
        {
            // containerd forgets to map this error, so clients know it as Unknown.
            throw new DaemonException(ErrorKind.Unknown, error.Message, error);
        }
    }

    private async Task<Metric?> TryGetAsync(ITask task, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeouts.Get(TimeoutKey));
        try
        {
            AnyValue? stats = await task.StatsAsync(limit.Token);
            return new Metric { Id = task.Id, Timestamp = PluginHost.Timestamp.Now(TimeProvider.System).ToMessage(), Data = stats.ToMessage() };
        }
        catch (Exception error) when (error is DaemonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.Error(error, "collecting metrics", ("id", task.Id), ("namespace", task.Namespace));
            return null;
        }
    }
}
