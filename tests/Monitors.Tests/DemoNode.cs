namespace Monitors.Tests;

/// <summary>A started daemon with the demo image.</summary>
internal static class DemoNode
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static string Shim => RepositoryRoot.At("out", "bin", "containerd-shim-runc-v2");

    /// <summary>Starts the daemon and imports the image; a failure disposes of the daemon.</summary>
    public static async Task StartAsync(TestDaemon daemon)
    {
        await daemon.StartAsync();
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("demo.tar"), DemoImage.Name, DemoImage.Busybox());
        await daemon.Ctr.OkAsync("images", "import", work.At("demo.tar"));
    }

    /// <summary>Runs a container in the background, by our shim.</summary>
    public static Task RunAsync(TestDaemon daemon, string id, params string[] options)
        => daemon.Ctr.OkAsync(["run", "-d", .. options, DemoImage.Name, id, "sleep", "1000"]);
}
