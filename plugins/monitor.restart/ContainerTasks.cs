using System.Globalization;
using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Metadata;
using PluginHost.Mounts;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Restart;

/// <summary>The containers that are to be watched, and what is done with their tasks.</summary>
internal sealed class ContainerTasks(Func<IMetadata> metadata, Func<ITaskRuntime> runtime, ITimeouts timeouts, ILogger logger)
{
    private const string StateTimeout = "io.containerd.timeout.task.state";
    private const uint Kill = 9;

    /// <summary>How long a killed task may take to end.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    public Task<IReadOnlyList<string>> NamespacesAsync(CancellationToken cancellationToken) => metadata().Namespaces.ListAsync(cancellationToken);

    /// <summary>The containers of a namespace that say what their task shall be.</summary>
    public Task<IReadOnlyList<ContainerRecord>> WatchedAsync(string @namespace, CancellationToken cancellationToken)
        => metadata().Containers(new RequestScope(@namespace)).ListAsync([$"labels.\"{RestartLabels.Status}\""], cancellationToken);

    /// <summary>The state of a container's task; null when it has none.</summary>
    /// <exception cref="DaemonException">The shim does not tell.</exception>
    public async Task<ProcessState?> StateAsync(string @namespace, string id, CancellationToken cancellationToken)
    {
        await runtime().RecoveredAsync(@namespace, id, cancellationToken);
        if (runtime().Find(@namespace, id) is not { } task)
        {
            return null;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeouts.Get(StateTimeout));
        try
        {
            return await task.StateAsync("", limit.Token);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound)
        {
            return null;
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw DaemonException.Of(ErrorKind.DeadlineExceeded, $"the shim of task {id} does not answer", error);
        }
    }

    /// <summary>Counts the restart, removes the old task, and starts a new one. A task that can't be started is removed.</summary>
    public async Task StartAsync(string @namespace, ContainerRecord container, CancellationToken cancellationToken)
    {
        RequestScope scope = new(@namespace);
        string count = (RestartDecision.Restarts(container) + 1).ToString(CultureInfo.InvariantCulture);
        container = await metadata().Containers(scope).UpdateAsync(
            container with { Labels = new Dictionary<string, string>(container.Labels) { [RestartLabels.Count] = count } },
            [$"labels.{RestartLabels.Count}"],
            cancellationToken);
        await StopAsync(@namespace, container.Id, cancellationToken);
        ITask task = await runtime().CreateAsync(
            scope,
            container,
            new TaskOptions { Io = TaskStreams.Io(container, logger), Rootfs = await RootfsAsync(scope, container, cancellationToken) },
            cancellationToken);
        try
        {
            await task.StartAsync("", cancellationToken);
            logger.Info("task restarted", ("id", container.Id), ("namespace", @namespace), ("count", count));
        }
        catch
        {
            await RemoveAsync(task);
            throw;
        }
    }

    /// <summary>Kills the task with all its processes and removes it; a container without one is left alone.</summary>
    public async Task StopAsync(string @namespace, string id, CancellationToken cancellationToken)
    {
        if (runtime().Find(@namespace, id) is not { } task)
        {
            return;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(KillLimit);
        try
        {
            await task.KillAsync("", Kill, all: true, limit.Token);
        }
        catch (DaemonException error) when (error.Kind is ErrorKind.NotFound or ErrorKind.FailedPrecondition)
        {
            // It has ended by itself.
            logger.Debug("nothing to kill", ("id", id), ("namespace", @namespace), ("error", error.Message));
        }

        await task.WaitAsync("", limit.Token);
        await runtime().DeleteAsync(task, cancellationToken);
    }

    private async Task<IReadOnlyList<Mount>> RootfsAsync(RequestScope scope, ContainerRecord container, CancellationToken cancellationToken)
        => container.SnapshotKey.Length == 0 ? [] : TaskStreams.Labelled(
            container, await metadata().Snapshotter(scope, container.Snapshotter).MountsAsync(container.SnapshotKey, cancellationToken));

    private async Task RemoveAsync(ITask task)
    {
        try
        {
            await runtime().DeleteAsync(task, CancellationToken.None);
        }
        catch (DaemonException error)
        {
            logger.Warn(error, "a task that could not be started stays", ("id", task.Id), ("namespace", task.Namespace));
        }
    }
}
