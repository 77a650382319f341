using System.Text.Json.Nodes;
using Grpc.Core;
using PluginHost.Linux;

namespace Shim.Tests;

public sealed class EdgeTests
{
    [ShimFact]
    public async Task An_init_that_dies_before_its_start_is_stopped_and_can_be_deleted()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        TaskClient client = await session.StartAsync(id);
        CreateTaskResponse created = await client.CreateAsync(session.CreateRequest(id));

        LibC.Kill((int)created.Pid, Signals.SIGKILL);
        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id });
        StateResponse state = await client.StateAsync(new StateRequest { Id = id });
        RpcException start = await Assert.ThrowsAsync<RpcException>(async () => await client.StartAsync(new StartRequest { Id = id }));
        DeleteResponse deleted = await client.DeleteAsync(new DeleteRequest { Id = id });

        Assert.Equal((137u, 137u), (ended.ExitStatus, deleted.ExitStatus));
        Assert.Equal(PluginHost.Proto.Types.Tasks.Status.Stopped, state.Status);
        Assert.Equal("cannot start a stopped process", start.Status.Detail);
    }

    [ShimFact]
    public async Task With_a_shared_pid_namespace_the_others_are_killed_with_the_init()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"], SharePids);
        await client.ExecAsync(ShimSession.ExecRequest(id, "e", "sleep", "1000"));
        await client.StartAsync(new StartRequest { Id = id, ExecId = "e" });

        await client.KillAsync(new KillRequest { Id = id, Signal = 9 });
        WaitResponse init = await client.WaitAsync(new WaitRequest { Id = id });
        await session.Events.UntilAsync("both exits", () => session.Events.Exits.Count == 2);
        RpcException late = await Assert.ThrowsAsync<RpcException>(async () => await client.ExecAsync(ShimSession.ExecRequest(id, "late", "true")));

        Assert.Equal(137u, init.ExitStatus);
        Assert.Equal(["e", id], session.Events.Exits.Select(exit => exit.Id));
        Assert.Equal("cannot exec in a stopped state", late.Status.Detail);
    }

    [ShimFact]
    public async Task A_container_that_is_removed_behind_the_shim_is_not_found_and_its_wait_ends()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        await Command.RunAsync("runc", "--root", Path.Join(session.Options.Root, ShimSession.Namespace), "delete", "--force", id);
        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id });
        RpcException kill = await Assert.ThrowsAsync<RpcException>(async () => await client.KillAsync(new KillRequest { Id = id, Signal = 9 }));
        await client.DeleteAsync(new DeleteRequest { Id = id });

        Assert.Equal(137u, ended.ExitStatus);
        Assert.Equal(StatusCode.NotFound, kill.StatusCode);
    }

    [ShimFact]
    public async Task A_root_is_mounted_for_the_container_and_unmounted_with_it()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        string bundle = session.NewBundle(id, ["sh", "-c", "test -d /mark"]);
        string source = session.At("source");
        Directory.Move(Path.Join(bundle, "rootfs"), source);
        Directory.CreateDirectory(Path.Join(source, "mark"));
        TaskClient client = await session.StartAsync(id);
        CreateTaskRequest request = session.CreateRequest(id);
        request.Rootfs.Add(new PluginHost.Proto.Types.Mount { Type = "bind", Source = source, Options = { "rbind", "ro" } });

        await client.CreateAsync(request);
        IReadOnlyList<string> mounted = session.Mounts();
        await client.StartAsync(new StartRequest { Id = id });
        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id });
        await client.DeleteAsync(new DeleteRequest { Id = id });

        Assert.Equal(0u, ended.ExitStatus);
        Assert.Equal([Path.Join(bundle, "rootfs")], mounted);
        Assert.Empty(session.Mounts());
    }

    [ShimFact]
    public async Task A_time_limit_of_the_caller_is_kept_and_the_container_goes_on()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        RpcException late = await Assert.ThrowsAsync<RpcException>(
            async () => await client.WaitAsync(new WaitRequest { Id = id }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(200)));

        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        Assert.Equal(PluginHost.Proto.Types.Tasks.Status.Running, (await client.StateAsync(new StateRequest { Id = id })).Status);
    }

    [ShimFact]
    public async Task A_shim_with_containers_does_not_shut_down_and_a_second_container_of_the_same_id_is_refused()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        await client.ShutdownAsync(new ShutdownRequest { Id = id, Now = true });
        RpcException second = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(session.CreateRequest(id)));

        Assert.Equal(StatusCode.AlreadyExists, second.StatusCode);
        Assert.Single(session.Shims());
    }

    [ShimFact]
    public async Task A_checkpoint_passes_its_options_on_and_a_restore_starts_from_it()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        string fake = session.At("fake-runc");
        string calls = session.At("calls");
        await File.WriteAllTextAsync(fake, $$"""
            #!/bin/sh
            case "$*" in
              *' checkpoint '*) echo "$@" >> {{calls}};;
              *' restore '*) echo "$@" >> {{calls}}; sleep 1000 & while [ "$1" != --pid-file ]; do shift; done; printf %s $! > "$2";;
              *' delete '*) kill -9 $(cat {{session.Bundle(id)}}/init.pid);;
              *) exec {{Tools.Get("runc")}} "$@";;
            esac
            """);
        File.SetUnixFileMode(fake, (UnixFileMode)0b111_101_101);
        session.Options.BinaryName = fake;
        session.NewBundle(id, ["sleep", "1000"]);
        TaskClient client = await session.StartAsync(id);
        CreateTaskRequest request = session.CreateRequest(id);
        request.Checkpoint = session.At("image");

        CreateTaskResponse created = await client.CreateAsync(request);
        StartResponse started = await client.StartAsync(new StartRequest { Id = id });
        await client.CheckpointAsync(new CheckpointTaskRequest
        {
            Id = id,
            Path = session.At("next"),
            Options = ShimSession.Pack(new PluginHost.Proto.Types.Runc.CheckpointOptions { OpenTcp = true, EmptyNamespaces = { "network" } }),
        });
        LibC.Kill((int)started.Pid, Signals.SIGKILL);
        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id });

        string[] lines = File.ReadAllLines(calls);
        Assert.Equal(0u, created.Pid);
        Assert.Equal(137u, ended.ExitStatus);
        Assert.Contains($"restore --image-path {session.At("image")} --work-path {session.Bundle(id)}/work --detach", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(
            $"checkpoint --image-path {session.At("next")} --work-path {session.Bundle(id)}/work/criu-work --tcp-established --empty-ns network --leave-running {id}",
            lines[1],
            StringComparison.Ordinal);
    }

    [ShimFact]
    public async Task A_checkpoint_that_fails_names_the_log()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        string fake = session.At("fake-runc");
        await File.WriteAllTextAsync(fake, $"#!/bin/sh\ncase \"$*\" in *' checkpoint '*) echo no criu >&2; exit 1;; esac\nexec {Tools.Get("runc")} \"$@\"\n");
        File.SetUnixFileMode(fake, (UnixFileMode)0b111_101_101);
        session.Options.BinaryName = fake;
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        RpcException failed = await Assert.ThrowsAsync<RpcException>(
            async () => await client.CheckpointAsync(new CheckpointTaskRequest { Id = id, Path = session.At("image") }));

        Assert.Equal($"{fake} did not terminate successfully: exit status 1: no criu path= {session.Bundle(id)}/criu-dump.log", failed.Status.Detail);
    }

    private static void SharePids(JsonObject spec)
    {
        JsonArray namespaces = spec["linux"]!["namespaces"]!.AsArray();
        namespaces.Remove(namespaces.Single(entry => entry!["type"]!.GetValue<string>() == "pid"));
    }
}
