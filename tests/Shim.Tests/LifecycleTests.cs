using Grpc.Core;
using PluginHost.Proto.Types.Tasks;

namespace Shim.Tests;

public sealed class LifecycleTests
{
    [ShimFact]
    public async Task A_container_runs_from_creation_to_deletion_and_leaves_nothing_behind()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["sh", "-c", "exit 3"]);
        TaskClient client = await session.StartAsync(id);

        CreateTaskResponse created = await client.CreateAsync(session.CreateRequest(id));
        StateResponse before = await client.StateAsync(new StateRequest { Id = id });
        AsyncUnaryCall<WaitResponse> wait = client.WaitAsync(new WaitRequest { Id = id });
        StartResponse started = await client.StartAsync(new StartRequest { Id = id });
        WaitResponse ended = await wait;
        StateResponse after = await client.StateAsync(new StateRequest { Id = id });
        DeleteResponse deleted = await client.DeleteAsync(new DeleteRequest { Id = id });
        await session.Events.UntilAsync("deleted", () => session.Events.Topics.Contains("/tasks/delete"));
        await client.ShutdownAsync(new ShutdownRequest { Id = id });
        await session.UntilGoneAsync();

        Assert.Equal(PluginHost.Proto.Types.Tasks.Status.Created, before.Status);
        Assert.Equal(-62135596800, before.ExitedAt.Seconds);
        Assert.Equal(created.Pid, started.Pid);
        Assert.Equal(3u, ended.ExitStatus);
        Assert.Equal(PluginHost.Proto.Types.Tasks.Status.Stopped, after.Status);
        Assert.Equal(3u, deleted.ExitStatus);
        Assert.Equal(["/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete"], session.Events.Topics);
        Assert.All(session.Events.Envelopes, envelope => Assert.Equal(ShimSession.Namespace, envelope.Namespace));
        Assert.False(File.Exists(Path.Join("/run/containerd/s", session.Socket(id))));
        Assert.Empty(session.Mounts());
        Assert.Empty(Leftovers.ControlGroups(ShimSession.Namespace, id));
    }

    [ShimFact]
    public async Task A_signal_ends_a_container_and_its_status_says_which()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, uint pid) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        AsyncUnaryCall<WaitResponse> wait = client.WaitAsync(new WaitRequest { Id = id });

        await client.KillAsync(new KillRequest { Id = id, Signal = 9 });

        Assert.Equal(137u, (await wait).ExitStatus);
        RpcException again = await Assert.ThrowsAsync<RpcException>(async () => await client.KillAsync(new KillRequest { Id = id, Signal = 9 }));
        Assert.Equal((StatusCode.NotFound, "process already finished: not found"), (again.StatusCode, again.Status.Detail));
        await session.Events.UntilAsync("exit", () => session.Events.Exits.Count == 1);
        Assert.Equal(pid, session.Events.Exits[0].Pid);
    }

    [ShimFact]
    public async Task A_paused_container_resumes()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        await client.PauseAsync(new PauseRequest { Id = id });
        StateResponse paused = await client.StateAsync(new StateRequest { Id = id });
        RpcException exec = await Assert.ThrowsAsync<RpcException>(async () => await client.ExecAsync(ShimSession.ExecRequest(id, "e", "true")));
        RpcException again = await Assert.ThrowsAsync<RpcException>(async () => await client.PauseAsync(new PauseRequest { Id = id }));
        await client.ResumeAsync(new ResumeRequest { Id = id });
        StateResponse resumed = await client.StateAsync(new StateRequest { Id = id });

        Assert.Equal(PluginHost.Proto.Types.Tasks.Status.Paused, paused.Status);
        Assert.Equal("cannot exec in a paused state", exec.Status.Detail);
        Assert.Equal("cannot pause a paused container", again.Status.Detail);
        Assert.Equal(PluginHost.Proto.Types.Tasks.Status.Running, resumed.Status);
        await session.Events.UntilAsync("resumed", () => session.Events.Topics.Contains("/tasks/resumed"));
    }

    [ShimFact]
    public async Task A_created_container_is_deleted_with_its_init()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["sleep", "1000"]);
        TaskClient client = await session.StartAsync(id);
        await client.CreateAsync(session.CreateRequest(id));

        DeleteResponse deleted = await client.DeleteAsync(new DeleteRequest { Id = id });

        Assert.Equal(137u, deleted.ExitStatus);
        RpcException gone = await Assert.ThrowsAsync<RpcException>(async () => await client.StateAsync(new StateRequest { Id = id }));
        Assert.Equal((StatusCode.NotFound, "container not created: not found"), (gone.StatusCode, gone.Status.Detail));
    }

    [ShimFact]
    public async Task A_running_container_is_not_deleted()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await client.DeleteAsync(new DeleteRequest { Id = id }));
        RpcException twice = await Assert.ThrowsAsync<RpcException>(async () => await client.StartAsync(new StartRequest { Id = id }));

        Assert.Equal((StatusCode.Unknown, "cannot delete a running process"), (refused.StatusCode, refused.Status.Detail));
        Assert.Equal("cannot start a running process", twice.Status.Detail);
    }

    [ShimFact]
    public async Task Events_are_kept_in_order_while_the_daemon_is_away()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        await session.Events.UntilAsync("started", () => session.Events.Topics.Count == 2);
        await session.Events.StopAsync();

        await client.PauseAsync(new PauseRequest { Id = id });
        await client.ResumeAsync(new ResumeRequest { Id = id });
        await client.KillAsync(new KillRequest { Id = id, Signal = 9 });
        await client.WaitAsync(new WaitRequest { Id = id });
        session.Events.Start();
        await session.Events.UntilAsync("exit", () => session.Events.Topics.Contains("/tasks/exit"));

        Assert.Equal(["/tasks/create", "/tasks/start", "/tasks/paused", "/tasks/resumed", "/tasks/exit"], session.Events.Topics);
    }

    [ShimFact]
    public async Task Connect_tells_both_pids_and_pids_tells_which_exec_is_which()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, uint pid) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        await client.ExecAsync(ShimSession.ExecRequest(id, "e1", "sleep", "1000"));
        StartResponse exec = await client.StartAsync(new StartRequest { Id = id, ExecId = "e1" });

        ConnectResponse connected = await client.ConnectAsync(new ConnectRequest { Id = id });
        PidsResponse pids = await client.PidsAsync(new PidsRequest { Id = id });

        Assert.Equal(pid, connected.TaskPid);
        Assert.Contains(session.Shims(), shim => shim.Id == connected.ShimPid);
        Assert.Equal(new HashSet<uint> { pid, exec.Pid }, [.. pids.Processes.Select(process => process.Pid)]);
        ProcessInfo info = pids.Processes.Single(process => process.Pid == exec.Pid);
        Assert.Equal("e1", PluginHost.Proto.Types.Runc.ProcessDetails.Parser.ParseFrom(info.Info.Value).ExecId);
    }
}
