using System.Diagnostics;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;

namespace PluginHost.Bench;

/// <summary>From the start of the process to the first answered Version, on a root that has been used before.</summary>
internal static class StartTime
{
    private const int Rounds = 15;

    public static async Task MeasureAsync(Report report)
    {
        await using Daemons daemons = await Daemons.StartAsync();
        await daemons.Ours.StopAsync();
        await daemons.Theirs.StopAsync();
        (List<double> ours, List<double> theirs) = await daemons.AlternateAsync(Rounds, MeasureOneAsync);
        report.Add("process start to first answered Version", "ms", ours, theirs);
    }

    private static async Task<double> MeasureOneAsync(TestDaemon daemon)
    {
        string program = Tools.Get(daemon is PluginHostDaemon ? Tools.PluginHost : "containerd");
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Process.Start(new ProcessStartInfo(program, ["--config", daemon.Directory.ConfigFile])
        {
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        using VersionClient client = new(daemon);
        while (!File.Exists(daemon.Address) || !await client.TryCallAsync())
        {
            await Task.Delay(1);
        }

        double elapsed = watch.Elapsed.TotalMilliseconds;
        Linux.LibC.Kill(process.Id, Linux.Signals.SIGTERM);
        await process.WaitForExitAsync();
        return elapsed;
    }
}
