using System.Diagnostics;
using PluginHost.Testing.Daemons;

namespace PluginHost.Bench;

/// <summary>The rate of Version calls, one after another and sixteen at a time, with the same client for both.</summary>
internal static class VersionCalls
{
    private const int Calls = 10_000;
    private const int Rounds = 5;

    public static async Task MeasureAsync(Report report)
    {
        await using Daemons daemons = await Daemons.StartAsync();
        foreach (int parallel in (int[])[1, 16])
        {
            await RateAsync(daemons.Ours, parallel);
            await RateAsync(daemons.Theirs, parallel);
            (List<double> ours, List<double> theirs) = await daemons.AlternateAsync(Rounds, daemon => RateAsync(daemon, parallel));
            report.Add($"{Calls} Version calls, {parallel} at a time", "calls/s", ours, theirs);
        }
    }

    private static async Task<double> RateAsync(TestDaemon daemon, int parallel)
    {
        using VersionClient client = new(daemon);
        await client.CallAsync();
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            for (int i = 0; i < Calls / parallel; i++)
            {
                await client.CallAsync();
            }
        }));
        return Calls / watch.Elapsed.TotalSeconds;
    }
}
