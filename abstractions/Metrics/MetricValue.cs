namespace PluginHost.Metrics;

/// <summary>A value with its labels.</summary>
/// <param name="Labels">Name and value, in the order of output.</param>
/// <param name="Value">In the unit that the name of the metric ends with.</param>
public sealed record MetricValue(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value);
