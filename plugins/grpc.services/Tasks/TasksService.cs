using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Errors;
using PluginHost.Namespaces;
using PluginHost.Oci;
using PluginHost.Proto.Services.TasksV1;
using PluginHost.Rpc;
using PluginHost.Runtime;

namespace PluginHost.Plugins.GrpcServices.Tasks;

/// <summary>Every call looks for the container record first and for its task then, and names the one that is missing.</summary>
internal sealed class TasksService(Components components, TaskCheckpoints checkpoints, ITimeouts timeouts, ILogger logger)
    : PluginHost.Proto.Services.TasksV1.Tasks.TasksBase
{
    public override async Task<CreateTaskResponse> Create(CreateTaskRequest request, ServerCallContext context)
    {
        RequestScope scope = context.Scope();
        ContainerRecord container = await components.Metadata.Containers(scope).GetAsync(request.ContainerId, context.CancellationToken);
        TaskOptions options = request.ToOptions();
        if (options.Checkpoint.Length == 0 && request.Checkpoint is { } checkpoint)
        {
            options = options with { UnpackCheckpoint = checkpoints.Unpacking(scope, checkpoint) };
        }

        ITask task = await components.Tasks.CreateAsync(scope, container, options, context.CancellationToken);
        return new CreateTaskResponse { ContainerId = request.ContainerId, Pid = task.Pid };
    }

    public override async Task<StartResponse> Start(StartRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        if (request.ExecId.Length > 0)
        {
            await task.StateAsync(request.ExecId, context.CancellationToken);
        }

        return new StartResponse { Pid = await task.StartAsync(request.ExecId, context.CancellationToken) };
    }

    public override async Task<DeleteResponse> Delete(DeleteTaskRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        return (await components.Tasks.DeleteAsync(task, context.CancellationToken)).ToMessage();
    }

    public override async Task<DeleteResponse> DeleteProcess(DeleteProcessRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        await task.StateAsync(request.ExecId, context.CancellationToken);
        return (await task.DeleteExecAsync(request.ExecId, context.CancellationToken)).ToMessage();
    }

    public override async Task<GetResponse> Get(GetRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        return new GetResponse { Process = await new TaskStates(timeouts, logger).GetAsync(task, request.ExecId, context.CancellationToken) };
    }

    public override async Task<ListTasksResponse> List(ListTasksRequest request, ServerCallContext context)
        => new()
        {
            Tasks =
            {
                await new TaskStates(timeouts, logger).ListAsync(await TasksAsync(context), context.CancellationToken),
            },
        };

    public override async Task<Empty> Kill(KillRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        await task.KillAsync(request.ExecId, request.Signal, request.All && request.ExecId.Length == 0, context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Exec(ExecProcessRequest request, ServerCallContext context)
    {
        if (request.ExecId.Length == 0)
        {
            throw DaemonException.InvalidArgument("exec id cannot be empty");
        }

        ITask task = await FindAsync(context, request.ContainerId);
        try
        {
            Identifiers.Validate(request.ExecId);
        }
        catch (DaemonException error)
        {
            throw error.Within($"invalid exec id {request.ExecId}");
        }

        await task.ExecAsync(request.ToOptions(), context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> ResizePty(ResizePtyRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        await task.ResizePtyAsync(request.ExecId, request.Width, request.Height, context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> CloseIO(CloseIORequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        if (request.Stdin)
        {
            await task.CloseStdinAsync(request.ExecId, context.CancellationToken);
        }

        return new Empty();
    }

    public override async Task<Empty> Pause(PauseTaskRequest request, ServerCallContext context)
    {
        await (await FindAsync(context, request.ContainerId)).PauseAsync(context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Resume(ResumeTaskRequest request, ServerCallContext context)
    {
        await (await FindAsync(context, request.ContainerId)).ResumeAsync(context.CancellationToken);
        return new Empty();
    }

    public override async Task<ListPidsResponse> ListPids(ListPidsRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        ListPidsResponse answer = new();
        answer.Processes.AddRange((await task.PidsAsync(context.CancellationToken)).Select(TasksMapping.ToMessage));
        return answer;
    }

    public override async Task<CheckpointTaskResponse> Checkpoint(CheckpointTaskRequest request, ServerCallContext context)
    {
        RequestScope scope = context.Scope();
        ITask task = await FindAsync(context, request.ContainerId);
        string path = request.CheckpointDirectory();
        if (path.Length > 0)
        {
            await task.CheckpointAsync(path, request.Options.ToRecord(), context.CancellationToken);
            return new CheckpointTaskResponse();
        }

        ContainerRecord container = await components.Metadata.Containers(scope).GetAsync(request.ContainerId, context.CancellationToken);
        IReadOnlyList<Descriptor> blobs = await checkpoints.SaveAsync(
            scope, container, task, request.Options.ToRecord(), context.CancellationToken);
        return new CheckpointTaskResponse { Descriptors = { blobs.Select(Wire.ToMessage) } };
    }

    public override async Task<Empty> Update(UpdateTaskRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        await task.UpdateAsync(request.Resources.ToRecord(), new Dictionary<string, string>(request.Annotations), context.CancellationToken);
        return new Empty();
    }

    public override async Task<MetricsResponse> Metrics(MetricsRequest request, ServerCallContext context)
        => new()
        {
            Metrics =
            {
                await new TaskMetrics(timeouts, logger).CollectAsync(
                    await TasksAsync(context), request.Filters, context.CancellationToken),
            },
        };

    public override async Task<WaitResponse> Wait(WaitRequest request, ServerCallContext context)
    {
        ITask task = await FindAsync(context, request.ContainerId);
        PluginHost.Runtime.TaskExit exit = await task.WaitAsync(request.ExecId, context.CancellationToken);
        return new WaitResponse { ExitStatus = exit.ExitStatus, ExitedAt = exit.ExitedAt.ToMessage() };
    }

    private async Task<IReadOnlyList<ITask>> TasksAsync(ServerCallContext context)
    {
        string space = context.Scope().Namespace;
        await components.Tasks.RecoveredAsync(space, null, context.CancellationToken);
        return components.Tasks.List(space);
    }

    private async Task<ITask> FindAsync(ServerCallContext context, string id)
    {
        RequestScope scope = context.Scope();
        await components.Metadata.Containers(scope).GetAsync(id, context.CancellationToken);
        await components.Tasks.RecoveredAsync(scope.Namespace, id, context.CancellationToken);
        return components.Tasks.Find(scope.Namespace, id) ?? throw DaemonException.NotFound($"task {id} not found");
    }
}
