using System.Diagnostics.Metrics;
using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>What the daemon's metrics page tells of <c>meta.db</c>. Measured only where somebody listens.</summary>
internal sealed class MetadataMetrics : IDisposable
{
    /// <summary>Seconds; a commit on a good disk takes well below the first default bound of Prometheus.</summary>
    private static readonly InstrumentAdvice<double> Latency = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Meter _meter = new("containerd.metadata");
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _failures;

    public MetadataMetrics(Database database)
    {
        _commit = _meter.CreateHistogram(
            "containerd_metadata_commit_seconds", "s", "Time of a commit of the metadata, until it was on the disk.", tags: null, advice: Latency);
        _wait = _meter.CreateHistogram(
            "containerd_metadata_lock_wait_seconds", "s", "Time that a change of the metadata waited for the one writer.", tags: null, advice: Latency);
        _changes = _meter.CreateCounter<long>(
            "containerd_metadata_changes_total", null, "Changes of the metadata that were committed; several can share a commit.");
        _failures = _meter.CreateCounter<long>(
            "containerd_metadata_failed_commits_total", null, "Commits of the metadata that the disk refused.");
        _meter.CreateObservableGauge(
            "containerd_metadata_file_bytes", () => database.Usage.FileBytes, "By", "Length of the metadata file.");
        _meter.CreateObservableGauge(
            "containerd_metadata_free_bytes", () => database.Usage.FreeBytes, "By", "Bytes of the metadata file that hold nothing.");
    }

    /// <summary>Whether an instrument is one of these, and not of another database's.</summary>
    public bool Owns(Instrument instrument) => instrument.Meter == _meter;

    public void Waited(TimeSpan time) => _wait.Record(time.TotalSeconds);

    public void Committed(TimeSpan time, int changes)
    {
        _commit.Record(time.TotalSeconds);
        _changes.Add(changes);
    }

    public void Failed() => _failures.Add(1);

    /// <summary>Before the database is closed: the gauges ask it.</summary>
    public void Dispose() => _meter.Dispose();
}
