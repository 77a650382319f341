using System.Diagnostics.Metrics;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>What collections measure beyond the two numbers of containerd, which the scheduler has.</summary>
internal sealed class GcMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> Latency = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Meter _meter = new("containerd.gc");
    private readonly Histogram<double> _pauses;
    private readonly Histogram<double> _marking;
    private readonly Counter<long> _removed;
    private readonly Counter<long> _failures;

    public GcMetrics()
    {
        _pauses = _meter.CreateHistogram(
            "containerd_gc_pause_seconds", "s", "Time that one step of a collection kept changes of the metadata waiting.", tags: null, advice: Latency);
        _marking = _meter.CreateHistogram(
            "containerd_gc_mark_seconds", "s", "Time in which a collection found what is garbage, beside all other work.", tags: null, advice: Latency);
        _removed = _meter.CreateCounter<long>("containerd_gc_removed_total", null, "Objects whose record was collected, by type.");
        _failures = _meter.CreateCounter<long>(
            "containerd_gc_cleanup_failures_total", null, "Clean-ups of a backend that failed or were given up, by backend.");
    }

    public void Paused(TimeSpan time) => _pauses.Record(time.TotalSeconds);

    public void Marked(TimeSpan time) => _marking.Record(time.TotalSeconds);

    public void Removed(IReadOnlyList<GcNode> nodes)
    {
        foreach (IGrouping<string, GcNode> kind in nodes.GroupBy(static node => node.Word))
        {
            _removed.Add(kind.Count(), KeyValuePair.Create<string, object?>("type", kind.Key));
        }
    }

    public void CleanUpFailed(string backend) => _failures.Add(1, KeyValuePair.Create<string, object?>("backend", backend));

    public void Dispose() => _meter.Dispose();
}
