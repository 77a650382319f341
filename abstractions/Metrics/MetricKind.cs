namespace PluginHost.Metrics;

/// <summary>Prometheus' types of single values.</summary>
public enum MetricKind
{
    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Only goes up.</summary>
    Counter,
}
