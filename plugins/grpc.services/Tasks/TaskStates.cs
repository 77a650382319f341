using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Runtime;
using Process = PluginHost.Proto.Types.Tasks.Process;
using Status = PluginHost.Proto.Types.Tasks.Status;

namespace PluginHost.Plugins.GrpcServices.Tasks;

/// <summary>Asks shims for the state of their processes, each within the time limit <c>io.containerd.timeout.task.state</c>.</summary>
internal sealed class TaskStates(ITimeouts timeouts, ILogger logger)
{
    private const string TimeoutKey = "io.containerd.timeout.task.state";

    /// <summary>State of one process. A shim that is gone or does not answer is an error; another fault gives the state UNKNOWN.</summary>
    public async Task<Process> GetAsync(ITask task, string execId, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeouts.Get(TimeoutKey));
        try
        {
            return (await task.StateAsync(execId, limit.Token)).ToMessage();
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw DaemonException.Of(ErrorKind.DeadlineExceeded, $"the shim of task {task.Id} does not answer", error);
        }
        catch (DaemonException error) when (error.Kind is not (ErrorKind.NotFound or ErrorKind.Unavailable or ErrorKind.DeadlineExceeded))
        {
            logger.Error(error, "get task state", ("id", task.Id), ("namespace", task.Namespace));
            return new Process { Id = task.Id, Status = Status.Unknown };
        }
    }

    /// <summary>State of all that answer.</summary>
    public async Task<IReadOnlyList<Process>> ListAsync(IReadOnlyList<ITask> tasks, CancellationToken cancellationToken)
    {
        Process?[] states = await Task.WhenAll(tasks.Select(task => TryGetAsync(task, cancellationToken)));
        return [.. states.OfType<Process>()];
    }

    private async Task<Process?> TryGetAsync(ITask task, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(task, "", cancellationToken);
        }
        catch (DaemonException error)
        {
            logger.Warn(error, "task left out of the list", ("id", task.Id), ("namespace", task.Namespace));
            return null;
        }
    }
}
