using System.Formats.Tar;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Services.ContainersV1;
using PluginHost.Proto.Services.SnapshotsV1;
using PluginHost.Proto.Services.TasksV1;
using PluginHost.Proto.Types;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;
using PluginHost.Testing.Images;
using Xunit;
using Container = PluginHost.Proto.Services.ContainersV1.Container;
using RuncOptions = PluginHost.Proto.Types.Runc.Options;
using Task = System.Threading.Tasks.Task;

namespace Runtime.Tests.Checkpoints;

/// <summary>Checkpoints into the content store and from it, by the real <c>ctr</c> and shim; only criu is played.</summary>
public sealed class CheckpointTests : IAsyncLifetime, IDisposable
{
    private const string CriuType = "application/vnd.containerd.container.criu.checkpoint.criu.tar";
    private const string ConfigType = "application/vnd.containerd.container.checkpoint.config.v1+proto";
    private readonly ScratchDirectory _work = new();
    private readonly PluginHostDaemon _daemon = new();

    private string Scratch => Path.Join(_daemon.Directory.Root, "io.containerd.grpc.v1.tasks");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task Ctr_makes_a_checkpoint_and_restores_a_container_from_it()
    {
        ScriptedRunc runc = await StartAsync();

        Assert.StartsWith("containerd.io/checkpoint/c1:", (await _daemon.Ctr.OkAsync("tasks", "checkpoint", "c1")).Text, StringComparison.Ordinal);
        await _daemon.Ctr.OkAsync("containers", "checkpoint", "--task", "--image", "--rw", "c1", "example.com/checkpoint:1");
        await _daemon.Ctr.OkAsync("containers", "restore", "--live", "--rw", "restored", "example.com/checkpoint:1");

        string unpacked = Path.Join(_daemon.Directory.Root, "io.containerd.runtime.v2.task/default/restored/checkpoint");
        Assert.Equal($"restored from memory of c1 at {unpacked}", runc.Restored()[0]);
        Assert.Contains("restored", (await _daemon.Ctr.OkAsync("tasks", "ls", "-q")).Text.Split('\n'));
        Assert.Empty(Directory.GetFileSystemEntries(Scratch));
        await _daemon.Ctr.OkAsync("tasks", "rm", "--force", "restored");
        await _daemon.Ctr.OkAsync("tasks", "rm", "--force", "c1");
        Assert.False(Directory.Exists(Path.GetDirectoryName(unpacked)));
        await _daemon.StopAsync();
        Assert.Empty(new Leftovers(_daemon.Directory).Describe());
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_checkpoint_is_an_archive_of_what_the_runtime_wrote_and_the_specification()
    {
        await StartAsync();
        using TaskClient client = new(_daemon);

        CheckpointTaskResponse answer = await client.Tasks.CheckpointAsync(new CheckpointTaskRequest { ContainerId = "c1" }, TaskClient.Options);

        Assert.Equal([CriuType, ConfigType], answer.Descriptors.Select(blob => blob.MediaType));
        Container container = (await client.Containers.GetAsync(new GetContainerRequest { Id = "c1" }, TaskClient.Options)).Container;
        Assert.Equal(container.Spec, Any.Parser.ParseFrom(await client.ReadAsync(answer.Descriptors[1].Digest)));
        byte[] archive = await client.ReadAsync(answer.Descriptors[0].Digest);
        Assert.Equal(answer.Descriptors[0].Size, archive.Length);
        Dictionary<string, string> files = [];
        using TarReader reader = new(new MemoryStream(archive));
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
        {
            files[entry.Name] = entry.DataStream is { } data ? await new StreamReader(data).ReadToEndAsync() : "";
        }

        Assert.Equal(new Dictionary<string, string> { ["deep/"] = "", ["deep/pages-1.img"] = "memory of c1\n" }, files);
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_checkpoint_that_fails_says_why_and_leaves_nothing()
    {
        await StartAsync();
        File.WriteAllText(_work.At("broken"), "");

        CommandResult refused = await _daemon.Ctr.RunAsync("tasks", "checkpoint", "c1");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("no criu here", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Scratch));
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task What_a_killed_daemon_left_of_a_checkpoint_is_removed_at_the_next_start()
    {
        Directory.CreateDirectory(Path.Join(Scratch, "left/deep"));

        await _daemon.StartAsync();

        Assert.False(Directory.Exists(Path.Join(Scratch, "left")));
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_checkpoint_that_can_not_be_used_is_refused_and_nothing_of_the_task_stays()
    {
        ScriptedRunc runc = await StartAsync();
        using TaskClient client = new(_daemon);
        byte[] garbage = new byte[600];
        garbage[0] = 1;
        await _daemon.Ctr.RunWithInputAsync(garbage, "content", "ingest", "--expected-size", "600", "garbage");
        string digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(garbage));
        string missing = "sha256:" + new string('7', 64);
        await _daemon.Ctr.OkAsync("containers", "create", DemoImage.Name, "c2", "sleep", "1000");

        RpcException type = await RefusedAsync(client, runc, new Descriptor { MediaType = "application/vnd.oci.image.layer.v1.tar", Digest = digest });
        RpcException name = await RefusedAsync(client, runc, new Descriptor { MediaType = CriuType, Digest = "nothing" });
        RpcException absent = await RefusedAsync(client, runc, new Descriptor { MediaType = CriuType, Digest = missing });
        RpcException broken = await RefusedAsync(client, runc, new Descriptor { MediaType = CriuType, Digest = digest });

        Assert.Equal("unsupported checkpoint type \"application/vnd.oci.image.layer.v1.tar\"", type.Status.Detail);
        Assert.Equal(StatusCode.InvalidArgument, name.StatusCode);
        Assert.Equal(StatusCode.NotFound, absent.StatusCode);
        Assert.Contains(missing, absent.Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith($"failed to unpack checkpoint {digest}: ", broken.Status.Detail, StringComparison.Ordinal);
        Assert.Equal([("default", "c1")], new Leftovers(_daemon.Directory).Bundles());
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_restore_from_a_directory_applies_the_changes_beside_it_and_starts_at_once()
    {
        ScriptedRunc runc = await StartAsync();
        using TaskClient client = new(_daemon);
        await _daemon.Ctr.OkAsync("tasks", "checkpoint", "--image-path", _work.At("saved/checkpoint"), "c1");
        File.WriteAllBytes(_work.At("saved/rootfs-diff.tar"), new LayerBuilder().File("changed-since", "yes\n").File(".wh.work", "").Build());
        await _daemon.Ctr.OkAsync("containers", "create", DemoImage.Name, "restored", "sleep", "1000");

        CreateTaskResponse created = await client.Tasks.CreateAsync(
            await RequestAsync(client, runc, "restored", FromPath(_work.At("saved/checkpoint"))), TaskClient.Options);

        Assert.NotEqual(0u, created.Pid);
        Assert.Equal($"restored from memory of c1 at {_work.At("saved/checkpoint")}", runc.Restored()[0]);
        Assert.Contains("changed-since", runc.Restored());
        Assert.DoesNotContain("work", runc.Restored());
        GetResponse state = await client.Tasks.GetAsync(new GetRequest { ContainerId = "restored" }, TaskClient.Options);
        Assert.Equal((PluginHost.Proto.Types.Tasks.Status.Running, created.Pid), (state.Process.Status, state.Process.Pid));
        await _daemon.Ctr.OkAsync("tasks", "rm", "--force", "restored");
        Assert.True(File.Exists(_work.At("saved/checkpoint/deep/pages-1.img")));
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_restore_from_a_directory_that_is_not_there_is_refused()
    {
        ScriptedRunc runc = await StartAsync();
        using TaskClient client = new(_daemon);
        await _daemon.Ctr.OkAsync("containers", "create", DemoImage.Name, "c2", "sleep", "1000");

        RpcException refused = await RefusedAsync(client, runc, FromPath(_work.At("nowhere")));

        Assert.Equal((StatusCode.NotFound, $"checkpoint directory {_work.At("nowhere")}: not found"), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal([("default", "c1")], new Leftovers(_daemon.Directory).Bundles());
    }

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task A_restore_whose_changes_can_not_be_applied_is_undone()
    {
        ScriptedRunc runc = await StartAsync();
        using TaskClient client = new(_daemon);
        await _daemon.Ctr.OkAsync("tasks", "checkpoint", "--image-path", _work.At("saved/checkpoint"), "c1");
        File.WriteAllText(_work.At("saved/rootfs-diff.tar"), new string('x', 1024));
        await _daemon.Ctr.OkAsync("containers", "create", DemoImage.Name, "c2", "sleep", "1000");

        RpcException refused = await RefusedAsync(client, runc, FromPath(_work.At("saved/checkpoint")));

        Assert.StartsWith($"failed to apply {_work.At("saved/rootfs-diff.tar")} to the root file system: ", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(runc.Restored());
        Assert.Equal([("default", "c1")], new Leftovers(_daemon.Directory).Bundles());
    }

    private static Descriptor FromPath(string path) => new() { Annotations = { ["RestoreFromPath"] = path } };

    private static async Task<RpcException> RefusedAsync(TaskClient client, ScriptedRunc runc, Descriptor checkpoint)
    {
        CreateTaskRequest request = await RequestAsync(client, runc, "c2", checkpoint);
        return await Assert.ThrowsAsync<RpcException>(async () => await client.Tasks.CreateAsync(request, TaskClient.Options));
    }

    private static async Task<CreateTaskRequest> RequestAsync(TaskClient client, ScriptedRunc runc, string id, Descriptor checkpoint)
    {
        MountsResponse root = await client.Snapshots.MountsAsync(new MountsRequest { Snapshotter = "overlayfs", Key = id }, TaskClient.Options);
        return new CreateTaskRequest
        {
            ContainerId = id,
            Rootfs = { root.Mounts },
            Checkpoint = checkpoint,
            Options = TaskClient.Pack(new RuncOptions { BinaryName = runc.Program }),
        };
    }

    // A daemon with a container that runs on the scripted runc.
    private async Task<ScriptedRunc> StartAsync()
    {
        ScriptedRunc runc = new(_work);
        Archive.WriteOci(_work.At("image.tar"), DemoImage.Name, DemoImage.Busybox());
        await _daemon.StartAsync();
        await _daemon.Ctr.OkAsync("images", "import", _work.At("image.tar"));
        await _daemon.Ctr.OkAsync("run", "-d", "--runc-binary", runc.Program, DemoImage.Name, "c1", "sleep", "1000");
        return runc;
    }
}
