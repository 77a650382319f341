using System.Diagnostics.Metrics;

namespace PluginHost.Plugins.Gc;

/// <summary>What is measured, by containerd's names.</summary>
internal sealed class GcMeter : IDisposable
{
    public const string Name = "PluginHost.Gc";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _collections;
    private readonly Histogram<double> _lockedTime;

    public GcMeter()
    {
        _collections = _meter.CreateCounter<long>("containerd_gc_collections_total", description: "counter of gc collections by status");
        _lockedTime = _meter.CreateHistogram<double>("containerd_gc_gc_seconds", "s", "how long writers waited for a collection");
    }

    public void Succeeded(TimeSpan lockedTime)
    {
        _collections.Add(1, KeyValuePair.Create<string, object?>("status", "success"));
        _lockedTime.Record(lockedTime.TotalSeconds);
    }

    public void Failed() => _collections.Add(1, KeyValuePair.Create<string, object?>("status", "fail"));

    public void Dispose() => _meter.Dispose();
}
