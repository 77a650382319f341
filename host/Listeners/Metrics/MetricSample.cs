namespace PluginHost.Host.Listeners.Metrics;

/// <summary>A value with its labels.</summary>
/// <param name="Suffix">After the name of the metric: empty, or <c>_bucket</c>, <c>_sum</c>, <c>_count</c> of a histogram.</param>
/// <param name="Labels">In the order of output.</param>
/// <param name="Value">The value.</param>
internal sealed record MetricSample(string Suffix, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value);
