using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Plugins.Runtime.Shims;
using PluginHost.Proto.Runtime.TaskV2;
using PluginHost.Runtime;
using Task = System.Threading.Tasks.Task;
using TaskExit = PluginHost.Runtime.TaskExit;
using ProtoMount = PluginHost.Proto.Types.Mount;

namespace PluginHost.Plugins.Runtime;

/// <summary>A task behind its shim. Every call goes to the shim, which alone knows the truth.</summary>
internal sealed class ShimTask : ITask
{
    private readonly ShimConnection _connection;
    private readonly ShimLog _log;
    private readonly Func<ShimTask, Task> _onClosed;
    private Task _watching = Task.CompletedTask;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disconnecting;
    private int _ending;

    public ShimTask(Bundle bundle, string binary, ShimConnection connection, ShimLog log, Func<ShimTask, Task> onClosed)
    {
        Bundle = bundle;
        Binary = binary;
        _connection = connection;
        _log = log;
        _onClosed = onClosed;
    }

    public Bundle Bundle { get; }

    /// <summary>Path of the shim.</summary>
    public string Binary { get; }

    public string Id => Bundle.Id;

    public string Namespace => Bundle.Namespace;

    /// <summary>The container's runtime, by which metrics tell tasks apart; empty when its record is gone.</summary>
    public string RuntimeName { get; set; } = "";

    public uint Pid { get; private set; }

    private TaskMethods Methods => _connection.Methods;

    /// <summary>Creates the init process in the shim.</summary>
    public async Task CreateAsync(TaskOptions options, AnyValue? runtimeOptions, CancellationToken cancellationToken)
    {
        CreateTaskRequest request = new()
        {
            Id = Id,
            Bundle = Bundle.Path,
            Terminal = options.Io.Terminal,
            Stdin = options.Io.Stdin,
            Stdout = options.Io.Stdout,
            Stderr = options.Io.Stderr,
            Checkpoint = options.Checkpoint,
            Options = AnyMessages.Pack(options.RuntimeOptions ?? runtimeOptions),
        };
        foreach (Mount mount in options.Rootfs)
        {
            request.Rootfs.Add(new ProtoMount { Type = mount.Type, Source = mount.Source, Target = mount.Target, Options = { mount.Options } });
        }

        Bundle.WriteStreams(options.Io);
        try
        {
            Pid = (await _connection.CallAsync(Methods.Create, request, cancellationToken)).Pid;
        }
        catch (DaemonException error)
        {
            throw error.Within("failed to create shim task");
        }
    }

    /// <summary>Asks the shim of a bundle that was found whether it has the task; takes over its pid.</summary>
    public async Task<ConnectResponse> ConnectAsync(CancellationToken cancellationToken)
    {
        ConnectResponse answer = await _connection.CallAsync(Methods.Connect, new ConnectRequest { Id = Id }, cancellationToken);
        Pid = answer.TaskPid;
        return answer;
    }

    /// <summary>Takes over the pid that the bundle names, of a shim that does not tell.</summary>
    public void Assume(uint pid) => Pid = pid;

    public async Task<ProcessState> StateAsync(string execId, CancellationToken cancellationToken)
    {
        StateResponse state = await _connection.CallAsync(
            Methods.State, new StateRequest { Id = Id, ExecId = execId }, cancellationToken);
        return new ProcessState
        {
            Id = execId.Length > 0 ? execId : state.Id,
            Bundle = state.Bundle,
            Pid = state.Pid,
            Status = (TaskState)state.Status,
            Io = new ProcessIo { Stdin = state.Stdin, Stdout = state.Stdout, Stderr = state.Stderr, Terminal = state.Terminal },
            ExitStatus = state.ExitStatus,
            ExitedAt = AnyMessages.Time(state.ExitedAt),
        };
    }

    public async Task<uint> StartAsync(string execId, CancellationToken cancellationToken)
    {
        uint pid = (await _connection.CallAsync(
            Methods.Start, new StartRequest { Id = Id, ExecId = execId }, cancellationToken)).Pid;
        if (execId.Length == 0)
        {
            Pid = pid;
        }

        return pid;
    }

    public async Task<TaskExit> WaitAsync(string execId, CancellationToken cancellationToken)
    {
        WaitResponse exit = await _connection.CallAsync(Methods.Wait, new WaitRequest { Id = Id, ExecId = execId }, cancellationToken);
        return new TaskExit(execId.Length > 0 ? execId : Id, Pid, exit.ExitStatus, AnyMessages.Time(exit.ExitedAt));
    }

    public Task KillAsync(string execId, uint signal, bool all, CancellationToken cancellationToken)
        => _connection.CallAsync(
            Methods.Kill, new KillRequest { Id = Id, ExecId = execId, Signal = signal, All = all }, cancellationToken);

    public Task ExecAsync(ExecOptions options, CancellationToken cancellationToken)
        => _connection.CallAsync(
            Methods.Exec,
            new ExecProcessRequest
            {
                Id = Id,
                ExecId = options.ExecId,
                Terminal = options.Io.Terminal,
                Stdin = options.Io.Stdin,
                Stdout = options.Io.Stdout,
                Stderr = options.Io.Stderr,
                Spec = AnyMessages.Pack(options.Spec),
            },
            cancellationToken);

    public async Task<TaskExit> DeleteExecAsync(string execId, CancellationToken cancellationToken)
    {
        DeleteResponse exit = await DeleteProcessAsync(execId, cancellationToken);
        return new TaskExit(execId, exit.Pid, exit.ExitStatus, AnyMessages.Time(exit.ExitedAt));
    }

    public Task ResizePtyAsync(string execId, uint width, uint height, CancellationToken cancellationToken)
        => _connection.CallAsync(
            Methods.ResizePty, new ResizePtyRequest { Id = Id, ExecId = execId, Width = width, Height = height }, cancellationToken);

    public Task CloseStdinAsync(string execId, CancellationToken cancellationToken)
        => _connection.CallAsync(Methods.CloseIO, new CloseIORequest { Id = Id, ExecId = execId, Stdin = true }, cancellationToken);

    public Task PauseAsync(CancellationToken cancellationToken)
        => _connection.CallAsync(Methods.Pause, new PauseRequest { Id = Id }, cancellationToken);

    public Task ResumeAsync(CancellationToken cancellationToken)
        => _connection.CallAsync(Methods.Resume, new ResumeRequest { Id = Id }, cancellationToken);

    public async Task<IReadOnlyList<ProcessInfo>> PidsAsync(CancellationToken cancellationToken)
    {
        PidsResponse pids = await _connection.CallAsync(Methods.Pids, new PidsRequest { Id = Id }, cancellationToken);
        return [.. pids.Processes.Select(process => new ProcessInfo(process.Pid, AnyMessages.Unpack(process.Info)))];
    }

    public Task CheckpointAsync(string path, AnyValue? options, CancellationToken cancellationToken)
        => _connection.CallAsync(
            Methods.Checkpoint,
            new CheckpointTaskRequest { Id = Id, Path = path, Options = AnyMessages.Pack(options) },
            cancellationToken);

    public Task UpdateAsync(AnyValue? resources, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
    {
        UpdateTaskRequest request = new() { Id = Id, Resources = AnyMessages.Pack(resources) };
        foreach ((string key, string value) in annotations)
        {
            request.Annotations[key] = value;
        }

        return _connection.CallAsync(Methods.Update, request, cancellationToken);
    }

    public async Task<AnyValue?> StatsAsync(CancellationToken cancellationToken)
        => AnyMessages.Unpack((await _connection.CallAsync(Methods.Stats, new StatsRequest { Id = Id }, cancellationToken)).Stats);

    /// <summary>Removes a process from the shim; an empty id means the init process.</summary>
    public Task<DeleteResponse> DeleteProcessAsync(string execId, CancellationToken cancellationToken)
        => _connection.CallAsync(Methods.Delete, new DeleteRequest { Id = Id, ExecId = execId }, cancellationToken);

    /// <summary>Asks the shim to go, which it does if it has no other task.</summary>
    public Task ShutdownAsync(CancellationToken cancellationToken)
        => _connection.CallAsync(Methods.Shutdown, new ShutdownRequest { Id = Id }, cancellationToken);

    /// <summary>Ends when nothing of the task is left, whoever saw to it.</summary>
    public Task Gone => _gone.Task;

    /// <summary>
    /// True for the one who is to remove what belongs to the task, and says so by <see cref="SetGone"/>: who deletes it, or who sees its shim
    /// die. A shim that was asked to go must not look like one that died, and the bundle of the next task of this name must not be taken
    /// for that of this one.
    /// </summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ending, 1) == 0;

    /// <summary>See <see cref="TryEnd"/>.</summary>
    public void SetGone() => _gone.TrySetResult();

    /// <summary>From now on the end of the connection, unless we ended it, is the end of the task.</summary>
    public void WatchConnection() => _watching = WatchAsync();

    /// <summary>Ends the connection; the shim is not told.</summary>
    public async Task DisconnectAsync()
    {
        if (Interlocked.Exchange(ref _disconnecting, 1) == 0)
        {
            await _connection.DisposeAsync();
            await _watching;
            await _log.DisposeAsync();
        }
    }

    private async Task WatchAsync()
    {
        await _connection.Closed;
        if (Volatile.Read(ref _disconnecting) != 0 || !TryEnd())
        {
            return;
        }

        try
        {
            if (Interlocked.Exchange(ref _disconnecting, 1) == 0)
            {
                await _connection.DisposeAsync();
                await _log.DisposeAsync();
            }

            await _onClosed(this);
        }
        finally
        {
            SetGone();
        }
    }
}
