using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;

namespace Interop.Tests;

/// <summary>An image is unpacked into a snapshotter and a container runs on it, through the daemon, with the real runc.</summary>
public sealed class SnapshotterRunTests
{
    [RequiresFact("root", "ctr", "runc", "busybox", "mkfs.btrfs", Tools.PluginHost)]
    public async Task A_container_runs_on_btrfs()
    {
        using ScratchDirectory work = new();
        await FileSystemImage.MountBtrfsAsync(work.At("btrfs"));

        await RunsAsync(work, "btrfs", $"root_path = \"{work.At("btrfs")}\"");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "mkfs.ext4", Tools.PluginHost)]
    public async Task A_container_runs_on_blockfile()
    {
        using ScratchDirectory work = new();
        await FileSystemImage.MakeEmptyExt4Async(work.At("scratch"));

        await RunsAsync(work, "blockfile", $"scratch_file = \"{work.At("scratch")}\"");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "mkfs.erofs", Tools.PluginHost)]
    public async Task A_container_runs_on_erofs()
    {
        using ScratchDirectory work = new();

        await RunsAsync(work, "erofs", "ovl_mount_options = [\"metacopy=off\"]");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "mkfs.erofs", "mkfs.ext4", Tools.PluginHost)]
    public async Task A_container_runs_on_erofs_and_writes_to_an_image()
    {
        using ScratchDirectory work = new();

        await RunsAsync(work, "erofs", "default_size = \"64MiB\"");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "mkfs.erofs --tar", Tools.PluginHost)]
    public async Task A_container_runs_on_images_that_the_differ_made()
    {
        using ScratchDirectory work = new();
        const string Differs = """
            [plugins."io.containerd.service.v1.diff-service"]
              default = ["erofs", "walking"]
            """;

        await RunsAsync(work, "erofs", $"dmverity_mode = \"auto\"\n{Differs}");
    }

    [RequiresFact("root", "ctr", "runc", "busybox", "mkfs.erofs", "mkfs.ext4", Tools.PluginHost)]
    public async Task A_container_on_erofs_outlives_its_daemon_stopped_and_killed()
    {
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());
        await using TestDaemon daemon = new PluginHostDaemon
        {
            ExtraConfiguration = """
                [plugins."io.containerd.snapshotter.v1.erofs"]
                  default_size = "64MiB"
                """,
        };
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", "--snapshotter", "erofs", work.At("image.tar"));
        await daemon.Ctr.OkAsync("run", "-d", "--snapshotter", "erofs", DemoImage.Name, "c1", "sh", "-c", "echo kept > /own; exec sleep 1000");

        await daemon.RestartAsync();
        Assert.Equal("kept\n", (await daemon.Ctr.OkAsync("tasks", "exec", "--exec-id", "e1", "c1", "cat", "/own")).Text);
        await daemon.KillAsync();
        await daemon.StartAsync();
        Assert.Equal("version two\n", (await daemon.Ctr.OkAsync("tasks", "exec", "--exec-id", "e2", "c1", "cat", "/etc/demo")).Text);

        await daemon.Ctr.OkAsync("tasks", "rm", "--force", "c1");
        await daemon.Ctr.OkAsync("run", "--rm", "--snapshotter", "erofs", DemoImage.Name, "c2", "cat", "/etc/demo");
        await daemon.Ctr.OkAsync("containers", "rm", "c1");
        await daemon.Ctr.OkAsync("images", "rm", "--sync", DemoImage.Name);
        await daemon.StopAsync();
        Assert.Empty(new Leftovers(daemon.Directory).Describe());
    }

    private static async Task RunsAsync(ScratchDirectory work, string snapshotter, string settings)
    {
        Archive.WriteOci(work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());
        await using TestDaemon daemon = new PluginHostDaemon
        {
            ExtraConfiguration = $"""
                [plugins."io.containerd.snapshotter.v1.{snapshotter}"]
                  {settings}
                """,
        };
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", "--snapshotter", snapshotter, work.At("image.tar"));

        // The demo image changes and removes files in its last layer.
        CommandResult run = await daemon.Ctr.OkAsync(
            "run", "--rm", "--snapshotter", snapshotter, DemoImage.Name, "c1",
            "sh", "-c", "cat /etc/demo; ls /etc/removed /etc/opaque 2>/dev/null; stat -c %u /home/demo/owned; echo own > /own && cat /own");
        Assert.Equal("version two\n/etc/opaque:\nnew\n1000\nown\n", run.Text);

        await daemon.Ctr.OkAsync("images", "rm", "--sync", DemoImage.Name);
        CommandResult left = await daemon.Ctr.OkAsync("snapshots", "--snapshotter", snapshotter, "ls");
        Assert.Single(left.Text.TrimEnd().Split('\n'));
        await daemon.StopAsync();
        Assert.Empty(new Leftovers(daemon.Directory).Describe());
    }
}
