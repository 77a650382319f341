using System.Diagnostics;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;

namespace PluginHost.Bench;

/// <summary><c>ctr images import</c>, with unpacking, of a 300 MiB image of 8 layers, each time on a fresh root.</summary>
internal static class ImportTime
{
    private const int Rounds = 3;
    private const int LayerCount = 8;
    private const int FilesPerLayer = 75;
    private const int FileSize = 512 << 10;

    public static async Task MeasureAsync(Report report)
    {
        using ScratchDirectory scratch = new();
        string archive = scratch.At("large.tar");
        Archive.WriteOci(archive, "example.com/large:1", new Image([.. Enumerable.Range(0, LayerCount).Select(LargeLayer)]));

        List<double> ours = [];
        List<double> theirs = [];
        for (int round = 0; round < Rounds; round++)
        {
            ours.Add(await ImportAsync(new PluginHostDaemon(), archive));
            theirs.Add(await ImportAsync(new ContainerdDaemon(), archive));
        }

        report.Add("`ctr images import` of 300 MiB in 8 gzip layers", "ms", ours, theirs);
    }

    private static async Task<double> ImportAsync(TestDaemon daemon, string archive)
    {
        await using TestDaemon running = daemon;
        await running.StartAsync();
        Stopwatch watch = Stopwatch.StartNew();
        await running.Ctr.OkAsync("images", "import", archive);
        return watch.Elapsed.TotalMilliseconds;
    }

    // Half of each block is random, half repeats: it shrinks about as much as the files of a real image.
    private static Layer LargeLayer(int number)
    {
        Random random = new(number);
        LayerBuilder layer = new LayerBuilder().Directory($"data{number}");
        for (int file = 0; file < FilesPerLayer; file++)
        {
            byte[] content = new byte[FileSize];
            for (int offset = 0; offset < content.Length; offset += 4096)
            {
                random.NextBytes(content.AsSpan(offset, 2048));
                content.AsSpan(offset, 2048).CopyTo(content.AsSpan(offset + 2048));
            }

            layer.File($"data{number}/file{file}", content);
        }

        return Layer.Gzip(layer.Build());
    }
}
