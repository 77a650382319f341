using System.Diagnostics.Metrics;
using System.Globalization;

namespace PluginHost.Host.Listeners.Metrics;

/// <summary>The series of one instrument, one for each set of labels.</summary>
internal sealed class InstrumentSeries(Instrument instrument)
{
    /// <summary>Upper bounds in seconds, the defaults of Prometheus' client libraries; an instrument can advise others.</summary>
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly double[] _bounds = Advised(instrument) ?? DefaultBounds;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly bool _isHistogram = Is(instrument, typeof(Histogram<>));
    private readonly bool _isObserved = instrument.IsObservable || Is(instrument, typeof(Gauge<>));

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        List<KeyValuePair<string, string>> texts = [];
        foreach ((string key, object? label) in labels)
        {
            texts.Add(new(key, Convert.ToString(label, CultureInfo.InvariantCulture) ?? ""));
        }

        texts.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        string id = string.Join('\u0001', texts.Select(label => $"{label.Key}\u0002{label.Value}"));
        lock (_lock)
        {
            if (!_series.TryGetValue(id, out Series? series))
            {
                series = _series[id] = new Series(texts, new long[_bounds.Length]);
            }

            series.Sum = _isObserved ? value : series.Sum + value;
            series.Count++;
            for (int i = 0; _isHistogram && i < _bounds.Length; i++)
            {
                series.Buckets[i] += value <= _bounds[i] ? 1 : 0;
            }
        }
    }

    public Metric Read()
    {
        bool isCounter = Is(instrument, typeof(Counter<>)) || Is(instrument, typeof(ObservableCounter<>));
        lock (_lock)
        {
            return new Metric(
                instrument.Name,
                _isHistogram ? "histogram" : isCounter ? "counter" : "gauge",
                instrument.Description ?? "",
                [.. _series.Values.SelectMany(
                    series => _isHistogram ? Histogram(series) : [new MetricSample("", series.Labels, series.Sum)])]);
        }
    }

    private IEnumerable<MetricSample> Histogram(Series series)
    {
        for (int i = 0; i < _bounds.Length; i++)
        {
            string bound = _bounds[i].ToString("R", CultureInfo.InvariantCulture);
            yield return new MetricSample("_bucket", [.. series.Labels, new("le", bound)], series.Buckets[i]);
        }

        yield return new MetricSample("_bucket", [.. series.Labels, new("le", "+Inf")], series.Count);
        yield return new MetricSample("_sum", series.Labels, series.Sum);
        yield return new MetricSample("_count", series.Labels, series.Count);
    }

    private static double[]? Advised(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Instrument<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(static bound => (double)bound)],
        _ => null,
    };

    private static bool Is(Instrument instrument, Type kind)
        => instrument.GetType().IsGenericType && instrument.GetType().GetGenericTypeDefinition() == kind;

    private sealed class Series(IReadOnlyList<KeyValuePair<string, string>> labels, long[] buckets)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Labels { get; } = labels;

        /// <summary>How many values were at most the bound of the same index.</summary>
        public long[] Buckets { get; } = buckets;

        public double Sum { get; set; }

        public long Count { get; set; }
    }
}
