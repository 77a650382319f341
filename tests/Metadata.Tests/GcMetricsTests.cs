using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Metadata.Tests.Support;
using PluginHost.Plugins.Gc;

namespace Metadata.Tests;

/// <summary>The numbers that collections give, by the names that dashboards know.</summary>
public sealed class GcMetricsTests
{
    [Fact]
    public async Task A_collection_is_counted_and_measured()
    {
        ConcurrentDictionary<string, string> measured = new(StringComparer.Ordinal);
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name is "containerd.gc" or GcMeter.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, labels, _) => Add(instrument, labels));
        listener.SetMeasurementEventCallback<double>((instrument, _, labels, _) => Add(instrument, labels));
        listener.Start();
        await using GcWorld world = await GcWorld.StartAsync();
        await world.BlobAsync("garbage");
        await world.CommittedAsync("garbage");
        world.Snapshotter.Hooks.Throw("before walk", new IOException("disk"));
        await using Scheduler scheduler = Scheduler.Start(
            world.Daemon.Metadata, new SchedulerConfig { StartupDelay = TimeSpan.Zero }, TimeProvider.System, world.Daemon.Logger, CancellationToken.None);

        await scheduler.CollectAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Superset(
            new HashSet<string>
            {
                "containerd_gc_collections_total status=success",
                "containerd_gc_gc_seconds",
                "containerd_gc_pause_seconds",
                "containerd_gc_mark_seconds",
                "containerd_gc_removed_total type=content",
                "containerd_gc_removed_total type=snapshot",
                "containerd_gc_cleanup_failures_total backend=snapshotter s",
            },
            measured.Keys.ToHashSet());

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> labels)
            => measured[labels.IsEmpty ? instrument.Name : $"{instrument.Name} {labels[0].Key}={labels[0].Value}"] = "";
    }
}
