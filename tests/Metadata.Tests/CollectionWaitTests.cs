using System.Diagnostics;
using Metadata.Tests.Support;
using PluginHost.Gc;
using PluginHost.Images;
using PluginHost.Plugins;
using Xunit.Abstractions;

namespace Metadata.Tests;

/// <summary>How long others wait for a collection of a large root.</summary>
public sealed class CollectionWaitTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Requests_go_on_beside_the_collection_of_a_large_root()
    {
        await using TestDaemon daemon = TestDaemon.On(Directory.CreateTempSubdirectory("gc-wait-").FullName, TimeProvider.System);
        try
        {
            daemon.Plugins.With(PluginTypes.Content, "content", new MemoryContentStore()).With(PluginTypes.Snapshotter, "s", MemorySnapshotter.Create());
            await daemon.OpenAsync();
            await daemon.ChangeAsync(LargeRoot.Fill);
            IImageStore images = daemon.Metadata.Images(TestDaemon.In());
            await images.CreateAsync(Samples.Image("warm"), null, CancellationToken.None);

            using CancellationTokenSource over = new();
            Task<List<double>> writes = MeasureAsync(
                i => images.CreateAsync(Samples.Image($"new-{i}"), null, CancellationToken.None), over.Token);
            Task<List<double>> reads = MeasureAsync(
                _ => images.GetAsync("warm", CancellationToken.None), over.Token);
            long start = Stopwatch.GetTimestamp();
            GcStatistics statistics = await Task.Run(() => daemon.Metadata.CollectAsync(CancellationToken.None));
            output.WriteLine($"collection {Stopwatch.GetElapsedTime(start).TotalMilliseconds:f0} ms, locked {statistics.LockedTime.TotalMilliseconds:f0} ms");
            await over.CancelAsync();

            Report("write", await writes);
            Report("read", await reads);
            Assert.True((await writes).Count > 20, "changes waited for the collection");
            Assert.Equal((LargeRoot.Snapshots / 2) + (LargeRoot.Blobs / 2), statistics.Removed);
        }
        finally
        {
            Directory.Delete(daemon.Root, recursive: true);
        }
    }

    private void Report(string what, List<double> times)
    {
        times.Sort();
        output.WriteLine($"{what}: {times.Count} calls, median {times[times.Count / 2]:f1} ms, 99% {times[times.Count * 99 / 100]:f1} ms, longest {times[^1]:f1} ms");
    }

    private static async Task<List<double>> MeasureAsync(Func<int, Task> call, CancellationToken over)
    {
        await Task.Yield();
        List<double> times = [];
        while (!over.IsCancellationRequested)
        {
            long start = Stopwatch.GetTimestamp();
            await call(times.Count);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(1, CancellationToken.None);
        }

        return times;
    }
}
