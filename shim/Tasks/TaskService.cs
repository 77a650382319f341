using PluginHost.Shim.Cgroups;
using PluginHost.Shim.Events;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Processes;
using PluginHost.Shim.Runc;
using PluginHost.Shim.Stdio;
using PluginHost.Shim.Ttrpc;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Tasks;

/// <summary>The task service, versions 2 and 3: their messages are the same (containerd.task.v3.Task).</summary>
internal sealed class TaskService(
    EventLoop loop, ContainerTable containers, ContainerCreation creation, ExitTable exits, EventPublisher events, IoFactory io, Action shutDown)
{
    private const int KilledLimitMilliseconds = 5_000;

    /// <summary>Answers a request.</summary>
    /// <exception cref="StatusException">It can't be done.</exception>
    public Task<byte[]> HandleAsync(TtrpcRequest request)
    {
        if (request.Service is not ("containerd.task.v3.Task" or "containerd.task.v2.Task"))
        {
            throw new StatusException(StatusException.UnimplementedCode, $"service {request.Service}");
        }

        return request.Method switch
        {
            "Create" => CreateAsync(CreateRequest.Parse(request.Payload)),
            "Start" => StartAsync(ProcessRequest.Parse(request.Payload)),
            "Delete" => DeleteAsync(ProcessRequest.Parse(request.Payload)),
            "State" => Task.FromResult(State(ProcessRequest.Parse(request.Payload))),
            "Pids" => PidsAsync(ProcessRequest.Parse(request.Payload)),
            "Pause" => PauseAsync(ProcessRequest.Parse(request.Payload)),
            "Resume" => ResumeAsync(ProcessRequest.Parse(request.Payload)),
            "Checkpoint" => CheckpointAsync(CheckpointRequest.Parse(request.Payload)),
            "Kill" => KillAsync(KillRequest.Parse(request.Payload)),
            "Exec" => Task.FromResult(Exec(ExecRequest.Parse(request.Payload))),
            "ResizePty" => Task.FromResult(Resize(ResizeRequest.Parse(request.Payload))),
            "CloseIO" => Task.FromResult(CloseIo(ProcessRequest.Parse(request.Payload))),
            "Update" => UpdateAsync(UpdateRequest.Parse(request.Payload)),
            "Wait" => WaitAsync(ProcessRequest.Parse(request.Payload)),
            "Stats" => Task.FromResult(Stats(ProcessRequest.Parse(request.Payload))),
            "Connect" => Task.FromResult(Connect(ProcessRequest.Parse(request.Payload))),
            "Shutdown" => Task.FromResult(ShutDown()),
            _ => throw new StatusException(StatusException.UnimplementedCode, $"method {request.Method}"),
        };
    }

    // CreateTaskResponse: pid(1).
    private async Task<byte[]> CreateAsync(CreateRequest request)
    {
        containers.Reserve(request.Id);
        try
        {
            Container container = await creation.CreateAsync(request);
            containers.Add(container);

            return new WireWriter().Number(1, container.Init.Pid).ToArray();
        }
        finally
        {
            containers.Release(request.Id);
        }
    }

    // StartResponse: pid(1).
    private async Task<byte[]> StartAsync(ProcessRequest request)
    {
        TaskProcess process = containers.Get(request.Id).Process(request.ExecId);
        using Gate.Pass pass = await process.Gate.EnterAsync();
        await (process is ExecProcess exec ? StartExecAsync(exec) : StartInitAsync((InitProcess)process));

        return new WireWriter().Number(1, process.Pid).ToArray();
    }

    private async Task StartInitAsync(InitProcess init)
    {
        using ExitTable.Launch launch = exits.Begin();
        bool known = init.Pid != 0;

        // Until the start is announced, its exit has to wait.
        exits.Remove(init);
        try
        {
            await init.StartAsync();
        }
        catch (StatusException) when (known && init.State == ProcessState.Created)
        {
            exits.Add(init);
            throw;
        }

        if (!known)
        {
            creation.Prepare(init.Container);
        }

        events.Publish(TaskEvents.Started(init));
        exits.Add(init);
    }

    private async Task StartExecAsync(ExecProcess exec)
    {
        exec.CheckStart();
        Container container = exec.Container;
        if (container.InitHasExited)
        {
            throw StatusException.FailedPrecondition($"container {container.Id} init process is not running");
        }

        using ExitTable.Launch launch = exits.Begin();
        container.OnExecStarting();
        try
        {
            await exec.StartAsync(io);
        }
        catch (Exception exception) when (exception is IOException or StatusException)
        {
            container.OnExecEnded();
            throw;
        }

        events.Publish(TaskEvents.ExecStarted(exec));
        exits.Add(exec);
    }

    // DeleteResponse: pid(1), exit_status(2), exited_at(3).
    private async Task<byte[]> DeleteAsync(ProcessRequest request)
    {
        Container container = containers.Get(request.Id);
        TaskProcess process = container.Process(request.ExecId);
        using Gate.Pass pass = await process.Gate.EnterAsync();
        if (process is ExecProcess exec)
        {
            await exec.DeleteAsync(loop);
            container.RemoveExec(exec);
        }
        else
        {
            await DeleteInitAsync(container);
        }

        return new WireWriter().Number(1, process.Pid).Number(2, process.Exit.Status).Time(3, process.Exit.At).ToArray();
    }

    private async Task DeleteInitAsync(Container container)
    {
        // A second Delete has waited for the first.
        _ = containers.Get(container.Id);
        InitProcess init = container.Init;
        await init.DeleteAsync(loop);
        if (init.Pid != 0)
        {
            // The deletion of a created container has killed its init: the answer says how.
            _ = await loop.WithinAsync(init.Ended, KilledLimitMilliseconds);
        }

        container.OomWatch?.Dispose();
        await creation.UnmountAsync(container);
        containers.Remove(container);
        events.Publish(TaskEvents.Deleted(init));
    }

    // StateResponse: id(1), bundle(2), pid(3), status(4), stdin(5), stdout(6), stderr(7), terminal(8), exit_status(9), exited_at(10).
    private byte[] State(ProcessRequest request)
    {
        Container container = containers.Get(request.Id);
        TaskProcess process = container.Process(request.ExecId);
        ProcessState init = container.Init.State;
        ProcessState state = process is ExecProcess && process.State == ProcessState.Running && init is ProcessState.Paused or ProcessState.Pausing
            ? init
            : process.State;

        return new WireWriter()
            .Text(1, process.Id)
            .Text(2, container.Bundle)
            .Number(3, process.Pid)
            .Number(4, (long)state)
            .Text(5, process.Paths.Stdin)
            .Text(6, process.Paths.Stdout)
            .Text(7, process.Paths.Stderr)
            .Flag(8, process.Paths.Terminal)
            .Number(9, process.Exit.Status)
            .Time(10, process.Exit.At)
            .ToArray();
    }

    // PidsResponse: processes(1) with pid(1) and info(2), which is ProcessDetails{exec_id(1)} for execs.
    private async Task<byte[]> PidsAsync(ProcessRequest request)
    {
        Container container = containers.Get(request.Id);
        WireWriter pids = new();
        if (container.Init.State == ProcessState.Stopped || container.Init.Pid == 0)
        {
            return pids.ToArray();
        }

        RuncResult result = await container.Runc.RunAsync("ps", "--format", "json", container.Id);
        if (!result.Succeeded)
        {
            throw StatusException.Unknown(result.Failure);
        }

        foreach (int pid in PidList.Parse(result.Output))
        {
            WireWriter process = new WireWriter().Number(1, pid);
            if (container.Execs.FirstOrDefault(exec => exec.Pid == pid && exec.State == ProcessState.Running) is { } exec)
            {
                process.Any(2, "containerd.runc.v1.ProcessDetails", new WireWriter().Text(1, exec.Id).Written);
            }

            pids.Message(1, process);
        }

        return pids.ToArray();
    }

    private async Task<byte[]> PauseAsync(ProcessRequest request)
    {
        Container container = containers.Get(request.Id);
        using Gate.Pass pass = await container.Init.Gate.EnterAsync();
        await container.Init.PauseAsync();
        events.Publish(TaskEvents.Paused(container));

        return [];
    }

    private async Task<byte[]> ResumeAsync(ProcessRequest request)
    {
        Container container = containers.Get(request.Id);
        using Gate.Pass pass = await container.Init.Gate.EnterAsync();
        await container.Init.ResumeAsync();
        events.Publish(TaskEvents.Resumed(container));

        return [];
    }

    private async Task<byte[]> CheckpointAsync(CheckpointRequest request)
    {
        Container container = containers.Get(request.Id);
        CheckpointOptions options = CheckpointOptions.Parse(request.Options?.Value ?? []);
        using Gate.Pass pass = await container.Init.Gate.EnterAsync();
        await container.Init.CheckpointAsync(request.Path, options);

        return [];
    }

    private async Task<byte[]> KillAsync(KillRequest request)
    {
        TaskProcess process = containers.Get(request.Id).Process(request.ExecId);
        using Gate.Pass pass = await process.Gate.EnterAsync();
        if (process is ExecProcess exec)
        {
            exec.Kill(request.Signal);
        }
        else
        {
            await ((InitProcess)process).KillAsync(request.Signal, request.All);
        }

        return [];
    }

    private byte[] Exec(ExecRequest request)
    {
        Container container = containers.Get(request.Id);
        string? state = container.Init.State switch
        {
            ProcessState.Created when container.Init.IsRestored => "created",
            ProcessState.Paused or ProcessState.Pausing => "paused",
            ProcessState.Stopped => "stopped",
            _ => null,
        };
        if (state is not null)
        {
            throw StatusException.Unknown($"cannot exec in a {state} state");
        }

        ExecProcess exec = new(container, request);
        container.AddExec(exec);
        events.Publish(TaskEvents.ExecAdded(exec));

        return [];
    }

    private byte[] Resize(ResizeRequest request)
    {
        TaskProcess process = containers.Get(request.Id).Process(request.ExecId);
        if (process is ExecProcess && process.State == ProcessState.Stopped)
        {
            throw StatusException.Unknown("cannot resize a stopped container");
        }

        process.Io?.Resize((ushort)request.Width, (ushort)request.Height);

        return [];
    }

    private byte[] CloseIo(ProcessRequest request)
    {
        containers.Get(request.Id).Process(request.ExecId).Io?.CloseStdin();

        return [];
    }

    private async Task<byte[]> UpdateAsync(UpdateRequest request)
    {
        InitProcess init = containers.Get(request.Id).Init;
        using Gate.Pass pass = await init.Gate.EnterAsync();
        await init.UpdateAsync(request.Resources?.Value ?? []);

        return [];
    }

    // WaitResponse: exit_status(1), exited_at(2).
    private async Task<byte[]> WaitAsync(ProcessRequest request)
    {
        ProcessExit exit = await containers.Get(request.Id).Process(request.ExecId).Ended;

        return new WireWriter().Number(1, exit.Status).Time(2, exit.At).ToArray();
    }

    // StatsResponse: stats(1).
    private byte[] Stats(ProcessRequest request)
    {
        Cgroup cgroup = containers.Get(request.Id).Cgroup ?? throw StatusException.NotFound("cgroup does not exist");

        return new WireWriter().Any(1, cgroup.MetricsType, cgroup.ReadMetrics()).ToArray();
    }

    // ConnectResponse: shim_pid(1), task_pid(2).
    private byte[] Connect(ProcessRequest request)
        => new WireWriter().Number(1, Environment.ProcessId).Number(2, containers.Find(request.Id)?.Init.Pid ?? 0).ToArray();

    private byte[] ShutDown()
    {
        if (containers.IsEmpty)
        {
            shutDown();
        }

        return [];
    }
}
