namespace PluginHost.Metrics;

/// <summary>A metric with all its series.</summary>
/// <param name="Name">As Prometheus shall see it, with the unit as suffix: letters, digits and <c>_</c>.</param>
/// <param name="Kind">What may be done with the values.</param>
/// <param name="Help">One line.</param>
/// <param name="Samples">One for each set of labels.</param>
public sealed record MetricFamily(string Name, MetricKind Kind, string Help, IReadOnlyList<MetricValue> Samples);
