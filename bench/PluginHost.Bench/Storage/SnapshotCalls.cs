using System.Diagnostics;
using PluginHost.Testing.Daemons;

namespace PluginHost.Bench.Storage;

/// <summary>Snapshots prepared, committed and removed one after another, and a list of many.</summary>
internal static class SnapshotCalls
{
    private const int Rounds = 3;
    private const int Snapshots = 1_000;
    private const int Listed = 10_000;

    public static async Task MeasureAsync(Report report)
    {
        await using Daemons daemons = await Daemons.StartAsync();
        (List<double> ours, List<double> theirs) = await daemons.AlternateAsync(Rounds, LifeAsync);
        report.Add($"prepare, commit and remove {Snapshots} snapshots", "ms", ours, theirs);

        await Task.WhenAll(FillAsync(daemons.Ours), FillAsync(daemons.Theirs));
        (ours, theirs) = await daemons.AlternateAsync(10 * Rounds, WalkAsync);
        report.Add($"list {Listed} snapshots", "ms", ours, theirs);
        report.Add("resident memory after all that", "MiB", [await ResidentAsync(daemons.Ours)], [await ResidentAsync(daemons.Theirs)]);
    }

    private static async Task<double> ResidentAsync(TestDaemon daemon) => (await ProcessMemory.ReadAsync(daemon.ProcessId)).Resident;

    private static async Task<double> LifeAsync(TestDaemon daemon)
    {
        using StorageClient client = new(daemon);
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < Snapshots; i++)
        {
            await client.PrepareAsync("active", "");
            await client.CommitAsync("committed", "active");
            await client.RemoveAsync("committed");
        }

        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task FillAsync(TestDaemon daemon)
    {
        using StorageClient client = new(daemon);
        await Parallel.ForAsync(0, Listed, async (i, _) => await client.PrepareAsync($"snapshot-{i}", ""));
    }

    private static async Task<double> WalkAsync(TestDaemon daemon)
    {
        using StorageClient client = new(daemon);
        Stopwatch watch = Stopwatch.StartNew();
        int count = await client.WalkAsync();
        return count == Listed ? watch.Elapsed.TotalMilliseconds : throw new InvalidOperationException($"{daemon.Name} lists {count} of {Listed}");
    }
}
