using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Bolt.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Storage;

namespace Metadata.Tests;

/// <summary>What is measured.</summary>
public sealed class MetricsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly MemoryFile _file = new();
    private readonly Database _database;
    private readonly MetadataMetrics _metrics;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value)> _seen = [];

    public MetricsTests()
    {
        _database = Databases.Open(_file, new DatabaseOptions { PageSize = 1024, SyncFreelist = false });
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _seen.Enqueue((instrument.Name, value)));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _seen.Enqueue((instrument.Name, value)));
        _metrics = new MetadataMetrics(_database);

        // Other tests measure at the same time, with meters of their own.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_metrics.Owns(instrument))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _metrics.Dispose();
        _database.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task A_shared_commit_is_one_commit_of_many_changes_each_of_which_has_waited()
    {
        await using (WriteQueue queue = new(_database, _metrics, TimeProvider.System))
        {
            using ManualResetEventSlim gate = new();
            Task<bool> blocker = queue.ExclusiveAsync(_ => gate.Wait(Deadline), CancellationToken.None);
            Task<bool>[] changes = [.. Enumerable.Range(0, 9).Select(i => PutAsync(queue, $"{i}"))];
            gate.Set();
            await blocker;
            await Task.WhenAll(changes);
        }

        Assert.Equal([9], Seen("containerd_metadata_changes_total"));
        Assert.Single(Seen("containerd_metadata_commit_seconds"));
        Assert.Equal(10, Seen("containerd_metadata_lock_wait_seconds").Count);
        Assert.Empty(Seen("containerd_metadata_failed_commits_total"));
    }

    [Fact]
    public async Task A_commit_that_the_disk_refuses_is_counted()
    {
        await using (WriteQueue queue = new(_database, _metrics, TimeProvider.System))
        {
            _file.Before = static step => throw MemoryFile.Refuse(step, "input/output error");
            await Assert.ThrowsAsync<BoltException>(() => PutAsync(queue, "x"));
        }

        Assert.Equal([1], Seen("containerd_metadata_failed_commits_total"));
        Assert.Empty(Seen("containerd_metadata_changes_total"));
    }

    [Fact]
    public void The_length_of_the_file_and_what_is_free_in_it_are_those_of_now()
    {
        _database.Update(static t => t.CreateBucket("b").Put("large", new byte[20_000]));
        _database.Update(static t => t.Bucket("b")!.Delete("large"));
        _listener.RecordObservableInstruments();

        Assert.Equal([_file.Length], Seen("containerd_metadata_file_bytes"));
        Assert.InRange(Assert.Single(Seen("containerd_metadata_free_bytes")), 20_000, _file.Length);
    }

    private static Task<bool> PutAsync(WriteQueue queue, string key) => queue.UpdateAsync(
        t =>
        {
            t.CreateBucketIfNotExists("b").Put(key, "");
            return true;
        },
        CancellationToken.None);

    private List<double> Seen(string name) => [.. _seen.Where(seen => seen.Name == name).Select(static seen => seen.Value)];
}
