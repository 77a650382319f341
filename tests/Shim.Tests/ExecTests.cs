using Grpc.Core;
using PluginHost.Proto.Events;

namespace Shim.Tests;

public sealed class ExecTests
{
    private const int Storm = 250;

    [ShimFact]
    public async Task An_exec_runs_to_its_end()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);

        await client.ExecAsync(ShimSession.ExecRequest(id, "e1", "sh", "-c", "exit 5"));
        StateResponse before = await client.StateAsync(new StateRequest { Id = id, ExecId = "e1" });
        AsyncUnaryCall<WaitResponse> wait = client.WaitAsync(new WaitRequest { Id = id, ExecId = "e1" });
        StartResponse started = await client.StartAsync(new StartRequest { Id = id, ExecId = "e1" });
        WaitResponse ended = await wait;
        DeleteResponse deleted = await client.DeleteAsync(new DeleteRequest { Id = id, ExecId = "e1" });
        await session.Events.UntilAsync("exit", () => session.Events.Exits.Count == 1);

        Assert.Equal((0u, "e1"), (before.Pid, before.Id));
        Assert.Equal(5u, ended.ExitStatus);
        Assert.Equal((started.Pid, 5u), (deleted.Pid, deleted.ExitStatus));
        Assert.Equal(["/tasks/create", "/tasks/start", "/tasks/exec-added", "/tasks/exec-started", "/tasks/exit"], session.Events.Topics);
        Assert.False(File.Exists(Path.Join(session.Bundle(id), "e1.pid")));
    }

    [ShimFact]
    public async Task The_exit_of_each_of_many_execs_that_end_at_once_is_told_once_and_after_its_start()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        string[] execs = [.. Enumerable.Range(0, Storm).Select(number => $"e{number}")];
        foreach (string exec in execs)
        {
            await client.ExecAsync(ShimSession.ExecRequest(id, exec, "sleep", "1000"));
        }

        await Parallel.ForEachAsync(execs, new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (exec, token) => await client.StartAsync(new StartRequest { Id = id, ExecId = exec }, cancellationToken: token));
        Task<WaitResponse>[] waits = [.. execs.Select(exec => client.WaitAsync(new WaitRequest { Id = id, ExecId = exec }).ResponseAsync)];
        await client.KillAsync(new KillRequest { Id = id, Signal = 9 });
        WaitResponse[] ended = await Task.WhenAll(waits);
        WaitResponse init = await client.WaitAsync(new WaitRequest { Id = id });
        await session.Events.UntilAsync("all exits", () => session.Events.Exits.Count == Storm + 1);

        Assert.All(ended, end => Assert.Equal(137u, end.ExitStatus));
        Assert.Equal(137u, init.ExitStatus);
        Assert.Equal(Storm + 1, session.Events.Exits.Select(exit => exit.Id).Distinct().Count());
        Assert.Equal(id, session.Events.Exits[^1].Id);
    }

    [ShimFact]
    public async Task Execs_that_end_before_they_are_started_are_told_in_order()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        string[] execs = [.. Enumerable.Range(0, 60).Select(number => $"e{number}")];

        await Parallel.ForEachAsync(execs, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (exec, token) =>
        {
            await client.ExecAsync(ShimSession.ExecRequest(id, exec, "true"), cancellationToken: token);
            StartResponse started = await client.StartAsync(new StartRequest { Id = id, ExecId = exec }, cancellationToken: token);
            Assert.NotEqual(0u, started.Pid);
        });
        await session.Events.UntilAsync("all exits", () => session.Events.Exits.Count == execs.Length);

        List<string> order = [.. session.Events.Envelopes.Select(Word).OfType<string>()];
        Assert.All(execs, exec => Assert.Equal(["started " + exec, "exit " + exec], order.Where(word => word.EndsWith(" " + exec, StringComparison.Ordinal))));
    }

    [ShimFact]
    public async Task An_exec_that_cannot_start_stays_created_and_nobody_waits_for_it()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        await client.ExecAsync(ShimSession.ExecRequest(id, "bad", "/nope"));

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.StartAsync(new StartRequest { Id = id, ExecId = "bad" }));
        WaitResponse wait = await client.WaitAsync(new WaitRequest { Id = id, ExecId = "bad" });
        StateResponse state = await client.StateAsync(new StateRequest { Id = id, ExecId = "bad" });
        await client.DeleteAsync(new DeleteRequest { Id = id, ExecId = "bad" });
        await client.KillAsync(new KillRequest { Id = id, Signal = 9 });
        await client.WaitAsync(new WaitRequest { Id = id });
        await session.Events.UntilAsync("exit", () => session.Events.Exits.Count == 1);

        Assert.Equal(StatusCode.Unknown, failed.StatusCode);
        Assert.StartsWith("OCI runtime exec failed: exec failed: unable to start container process: exec: \"/nope\"", failed.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0u, wait.ExitStatus);
        Assert.Equal(-62135596800, wait.ExitedAt.Seconds);
        Assert.Equal(PluginHost.Proto.Types.Tasks.Status.Created, state.Status);
        Assert.Equal(id, session.Events.Exits[0].Id);
    }

    [ShimFact]
    public async Task An_exec_id_is_used_once_and_unknown_ones_are_not_found()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        await client.ExecAsync(ShimSession.ExecRequest(id, "e1", "sleep", "1000"));

        RpcException again = await Assert.ThrowsAsync<RpcException>(async () => await client.ExecAsync(ShimSession.ExecRequest(id, "e1", "true")));
        RpcException early = await Assert.ThrowsAsync<RpcException>(async () => await client.KillAsync(new KillRequest { Id = id, ExecId = "e1", Signal = 9 }));
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(async () => await client.StartAsync(new StartRequest { Id = id, ExecId = "e2" }));
        await client.StartAsync(new StartRequest { Id = id, ExecId = "e1" });
        RpcException twice = await Assert.ThrowsAsync<RpcException>(async () => await client.StartAsync(new StartRequest { Id = id, ExecId = "e1" }));

        Assert.Equal((StatusCode.AlreadyExists, "id e1: already exists"), (again.StatusCode, again.Status.Detail));
        Assert.Equal((StatusCode.FailedPrecondition, "process not created: failed precondition"), (early.StatusCode, early.Status.Detail));
        Assert.Equal((StatusCode.NotFound, "process does not exist e2: not found"), (unknown.StatusCode, unknown.Status.Detail));
        Assert.Equal("cannot start a running process", twice.Status.Detail);
    }

    private static string? Word(PluginHost.Proto.Types.Envelope envelope) => envelope.Topic switch
    {
        "/tasks/exec-started" => "started " + TaskExecStarted.Parser.ParseFrom(envelope.Event.Value).ExecId,
        "/tasks/exit" => "exit " + TaskExit.Parser.ParseFrom(envelope.Event.Value).Id,
        _ => null,
    };
}
