using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Proto.Services.TasksV1;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;
using Runtime.Tests.Checkpoints;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace Runtime.Tests;

/// <summary>The next task of a name, right after the one before was deleted.</summary>
public sealed class ReuseTests
{
    private const int Rounds = 40;

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_name_can_be_used_again_as_soon_as_its_task_is_deleted()
    {
        await using TestDaemon daemon = new PluginHostDaemon();
        string archive = Path.Join(daemon.Directory.Base, "image.tar");
        Archive.WriteOci(archive, DemoImage.Name, DemoImage.Tiny());
        await daemon.StartAsync();
        await daemon.Ctr.OkAsync("images", "import", archive);
        await daemon.Ctr.OkAsync("containers", "create", DemoImage.Name, "again", "/bin/true");
        using TaskClient client = new(daemon);
        MountsResponse root = await client.Snapshots.MountsAsync(new MountsRequest { Snapshotter = "overlayfs", Key = "again" }, TaskClient.Options);

        for (int round = 0; round < Rounds; round++)
        {
            await client.Tasks.CreateAsync(new CreateTaskRequest { ContainerId = "again", Rootfs = { root.Mounts } }, TaskClient.Options);
            await client.Tasks.StartAsync(new StartRequest { ContainerId = "again" }, TaskClient.Options);
            WaitResponse exit = await client.Tasks.WaitAsync(new WaitRequest { ContainerId = "again" }, TaskClient.Options);
            Assert.Equal(0u, exit.ExitStatus);
            await client.Tasks.DeleteAsync(new DeleteTaskRequest { ContainerId = "again" }, TaskClient.Options);
        }

        // A shim that was asked to go is not one that died.
        Assert.DoesNotContain("shim disconnected", daemon.Log, StringComparison.Ordinal);
        Assert.Empty(new Leftovers(daemon.Directory).Describe());
    }
}
