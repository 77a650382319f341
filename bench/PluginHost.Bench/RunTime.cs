using System.Diagnostics;
using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;

namespace PluginHost.Bench;

using Archive = PluginHost.Testing.Images.Archive;

/// <summary><c>ctr run --rm … true</c> from the start of ctr to its end.</summary>
internal static class RunTime
{
    private const int Rounds = 30;

    public static async Task MeasureAsync(Report report)
    {
        await using Daemons daemons = await Daemons.StartAsync();
        foreach (TestDaemon daemon in (TestDaemon[])[daemons.Ours, daemons.Theirs])
        {
            string archive = Path.Join(daemon.Directory.Base, "image.tar");
            Archive.WriteOci(archive, DemoImage.Name, DemoImage.Busybox());
            await daemon.Ctr.OkAsync("images", "import", archive);
            await RunAsync(daemon);
        }

        (List<double> ours, List<double> theirs) = await daemons.AlternateAsync(Rounds, RunAsync);
        report.Add("`ctr run --rm … true`", "ms", ours, theirs);
    }

    private static async Task<double> RunAsync(TestDaemon daemon)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await daemon.Ctr.OkAsync("run", "--rm", DemoImage.Name, "bench", "true");
        return watch.Elapsed.TotalMilliseconds;
    }
}
