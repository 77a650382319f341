namespace Layers.Tests;

/// <summary>Which containerd is compared with, and on which snapshotter.</summary>
internal static class Scenario
{
    public const string Installed = "containerd";
    public const string Newer = NewerContainerd.Requirement;

    // The views of the installed ctr are garbage from the beginning.
    private const string NoCollection = """
        [plugins."io.containerd.gc.v1.scheduler"]
          deletion_threshold = 0
          mutation_threshold = 0
          startup_delay = "24h"
        """;

    /// <summary>The script that makes and changes trees.</summary>
    public static string WriteScript(ScratchDirectory work)
    {
        string path = work.At("changes.sh");
        using Stream script = typeof(Scenario).Assembly.GetManifestResourceStream("changes.sh")!;
        using FileStream file = File.Create(path);
        script.CopyTo(file);

        return path;
    }

    /// <summary>The two daemons, started, each on a place of its own.</summary>
    public static async Task<(LayerNode Containerd, LayerNode Ours)> StartAsync(string containerd, string snapshotter)
    {
        string? programs = containerd == Newer ? NewerContainerd.Programs : null;
        ContainerdDaemon reference = new(new DaemonDirectory()) { Programs = programs, ExtraConfiguration = NoCollection };
        LayerNode theirs = await LayerNode.StartAsync(reference, snapshotter);
        try
        {
            PluginHostDaemon daemon = new(new DaemonDirectory()) { Programs = programs, ExtraConfiguration = NoCollection };

            return (theirs, await LayerNode.StartAsync(daemon, snapshotter));
        }
        catch
        {
            await theirs.DisposeAsync();
            throw;
        }
    }
}
