namespace PluginHost.Metrics;

/// <summary>
/// Implemented by an instance of any plugin type that has metrics which are only known when somebody asks. What is counted as it happens
/// goes to a meter of <see cref="System.Diagnostics.Metrics"/> instead.
/// </summary>
public interface IMetricSource
{
    /// <summary>
    /// The metrics as they are now; asked for each time that the daemon's metrics endpoint is read, at once with all other sources. What
    /// can't be had is left out; the token fires when nobody waits for the answer any more.
    /// </summary>
    Task<IReadOnlyList<MetricFamily>> CollectAsync(CancellationToken cancellationToken);
}
