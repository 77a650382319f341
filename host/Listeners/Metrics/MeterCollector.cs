using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PluginHost.Host.Listeners.Metrics;

/// <summary>
/// Gathers what the daemon's parts measure with <see cref="System.Diagnostics.Metrics"/>: of every meter whose name begins with
/// <c>PluginHost</c> or <c>containerd</c>. An instrument has the name that Prometheus shall see; its description is the help.
/// Only counted from the collector's beginning: where nobody reads metrics, measuring costs nothing.
/// </summary>
internal sealed class MeterCollector : IDisposable
{
    private static readonly string[] Prefixes = ["PluginHost", "containerd"];
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly MeterListener _listener = new();

    public MeterCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Prefixes.Any(prefix => instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Record(instrument, value, labels));
        _listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Record(instrument, value, labels));
        _listener.SetMeasurementEventCallback<double>(Record);
        _listener.Start();
    }

    public IEnumerable<Metric> Read()
    {
        _listener.RecordObservableInstruments();
        return _instruments.Values.Select(series => series.Read());
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels, object? state = null)
        => _instruments.GetOrAdd(instrument, static added => new InstrumentSeries(added)).Record(value, labels);
}
