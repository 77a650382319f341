using System.Diagnostics;
using System.Globalization;
using PluginHost.Testing.Daemons;

namespace PluginHost.Bench.Storage;

/// <summary>Changes of labels per second, each durable when it is answered; and what reads are worth beside them.</summary>
internal static class MetadataUpdates
{
    private const int Rounds = 3;
    private const int Writers = 16;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    public static async Task MeasureAsync(Report report)
    {
        await using Daemons daemons = await Daemons.StartAsync();
        foreach (TestDaemon daemon in (TestDaemon[])[daemons.Ours, daemons.Theirs])
        {
            using StorageClient client = new(daemon);
            for (int image = 0; image < Writers; image++)
            {
                await client.CreateImageAsync(Name(image));
            }

            await RateAsync(daemon, writers: Writers, readers: 1);
        }

        await AddAsync(report, daemons, "changes of a label, 1 writer", async daemon => (await RateAsync(daemon, 1, 0)).Writes);
        await AddAsync(report, daemons, $"changes of a label, {Writers} writers", async daemon => (await RateAsync(daemon, Writers, 0)).Writes);
        await AddAsync(report, daemons, "reads of an image, 1 reader", async daemon => (await RateAsync(daemon, 0, 1)).Reads);
        await AddAsync(report, daemons, "reads of an image, 1 reader beside 1 writer", async daemon => (await RateAsync(daemon, 1, 1)).Reads);
    }

    private static async Task AddAsync(Report report, Daemons daemons, string what, Func<TestDaemon, Task<double>> measure)
    {
        (List<double> ours, List<double> theirs) = await daemons.AlternateAsync(Rounds, measure);
        report.Add(what, "calls/s", ours, theirs);
    }

    private static async Task<(double Writes, double Reads)> RateAsync(TestDaemon daemon, int writers, int readers)
    {
        using StorageClient client = new(daemon);
        long start = Stopwatch.GetTimestamp();
        Task<int>[] writing = [.. Enumerable.Range(0, writers).Select(
            writer => RepeatAsync(start, count => client.LabelImageAsync(Name(writer), count.ToString(CultureInfo.InvariantCulture))))];
        Task<int>[] reading = [.. Enumerable.Range(0, readers).Select(_ => RepeatAsync(start, _ => client.GetImageAsync(Name(0))))];
        int writes = (await Task.WhenAll(writing)).Sum();
        int reads = (await Task.WhenAll(reading)).Sum();
        return (writes / Span.TotalSeconds, reads / Span.TotalSeconds);
    }

    private static async Task<int> RepeatAsync(long start, Func<int, Task> call)
    {
        int count = 0;
        while (Stopwatch.GetElapsedTime(start) < Span)
        {
            await call(count);
            count++;
        }

        return count;
    }

    private static string Name(int image) => string.Create(CultureInfo.InvariantCulture, $"example.com/bench:{image}");
}
