using Microsoft.Extensions.Logging;
using PluginHost.Logging;
using PluginHost.Metrics;
using PluginHost.Plugins;

namespace PluginHost.Host.Listeners.Metrics;

/// <summary>Asks every plugin that is a <see cref="IMetricSource"/>, all at once. One that fails or hangs is left out and named in the log.</summary>
internal sealed class PluginMetrics(IPluginSet plugins, ILogger logger)
{
    /// <summary>As long as Prometheus itself waits by default.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<Metric>> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<MetricFamily>[] answers = await Task.WhenAll(
            plugins.All.Select(plugin => plugin.Type).Distinct(StringComparer.Ordinal)
                .SelectMany(type => plugins.GetByType<IMetricSource>(type).Select(source => ReadAsync($"{type}.{source.Key}", source.Value, cancellationToken))));

        // Two may have series of one metric; the text format wants them together.
        return [.. from family in answers.SelectMany(answer => answer)
                   group family by family.Name into same
                   select new Metric(
                       same.Key,
                       same.First().Kind == MetricKind.Counter ? "counter" : "gauge",
                       same.First().Help,
                       [.. same.SelectMany(family => family.Samples).Select(sample => new MetricSample("", sample.Labels, sample.Value))])];
    }

    private async Task<IReadOnlyList<MetricFamily>> ReadAsync(string uri, IMetricSource source, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return await source.CollectAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            logger.Warn(error, "no metrics of plugin", ("plugin", uri));
            return [];
        }
    }
}
