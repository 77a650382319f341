namespace PluginHost.Host.Listeners.Metrics;

/// <summary>A metric with all its series.</summary>
/// <param name="Name">Prometheus' name, units and <c>_total</c> included.</param>
/// <param name="Kind"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Help">One line.</param>
/// <param name="Samples">In the order of output.</param>
internal sealed record Metric(string Name, string Kind, string Help, IReadOnlyList<MetricSample> Samples);
