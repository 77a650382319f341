using System.Diagnostics;
using PluginHost.Archive.Compression;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;

namespace PluginHost.Bench;

/// <summary><c>ctr images import</c>, with unpacking, of a 300 MiB image of 8 layers, each time on a fresh root.</summary>
internal static class ImportTime
{
    private const int Rounds = 3;

    /// <summary>Beside the installed containerd.</summary>
    public static async Task MeasureAsync(Report report)
    {
        using ScratchDirectory scratch = new();
        string archive = scratch.At("large.tar");
        LargeImage.Write(archive, CompressionKind.Gzip);
        await CompareAsync(
            report,
            "`ctr images import` of 300 MiB in 8 gzip layers",
            () => ImportAsync(new PluginHostDaemon(), archive),
            () => ImportAsync(new ContainerdDaemon(), archive));
    }

    /// <summary>Beside containerd 2.1, by its own ctr, which has it import through the transfer service.</summary>
    public static async Task MeasureNewerAsync(Report report)
    {
        if (NewerContainerd.Obstacle() is { } obstacle)
        {
            throw new InvalidOperationException($"needs {obstacle}");
        }

        using ScratchDirectory scratch = new();
        foreach (CompressionKind compression in (CompressionKind[])[CompressionKind.Gzip, CompressionKind.Zstd])
        {
            string archive = scratch.At($"{compression}.tar");
            LargeImage.Write(archive, compression);
            await CompareAsync(
                report,
                $"import of 300 MiB in 8 {compression} layers, beside containerd 2.1 by its transfer service",
                () => ImportAsync(new PluginHostDaemon { Programs = NewerContainerd.Programs }, archive, "--local"),
                () => ImportAsync(new ContainerdDaemon { Programs = NewerContainerd.Programs }, archive));
            await CompareAsync(
                report,
                $"import of 300 MiB in 8 {compression} layers, beside containerd 2.1, both by the client",
                () => ImportAsync(new PluginHostDaemon { Programs = NewerContainerd.Programs }, archive, "--local"),
                () => ImportAsync(new ContainerdDaemon { Programs = NewerContainerd.Programs }, archive, "--local"));
        }
    }

    private static async Task CompareAsync(Report report, string what, Func<Task<double>> measureOurs, Func<Task<double>> measureTheirs)
    {
        List<double> ours = [];
        List<double> theirs = [];
        for (int round = 0; round < Rounds; round++)
        {
            ours.Add(await measureOurs());
            theirs.Add(await measureTheirs());
        }

        report.Add(what, "ms", ours, theirs);
    }

    private static async Task<double> ImportAsync(TestDaemon daemon, string archive, params string[] options)
    {
        await using TestDaemon running = daemon;
        await running.StartAsync();
        Stopwatch watch = Stopwatch.StartNew();
        await running.Ctr.OkAsync(["images", "import", .. options, archive]);
        return watch.Elapsed.TotalMilliseconds;
    }
}
