using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Plugins.Runtime.Recovery;
using PluginHost.Plugins.Runtime.Shims;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Runtime;

/// <summary>The order of what happens to a task. Each step can be undone, and is, in reverse order, when a later one fails.</summary>
internal sealed class TaskRuntime(
    BundleDirectories directories, ShimFactory shims, TaskTable table, TaskRecovery recovery, ILogger logger)
    : ITaskRuntime, IAsyncDisposable
{
    public async Task<ITask> CreateAsync(
        RequestScope scope, ContainerRecord container, TaskOptions options, CancellationToken cancellationToken)
    {
        string runtime = options.RuntimePath.Length > 0 ? options.RuntimePath : container.RuntimeName;
        AnyValue? runtimeOptions = options.RuntimeOptions is { Value.Length: > 0 } given ? given : container.RuntimeOptions;

        await recovery.WaitAsync(scope.Namespace, container.Id, cancellationToken);
        table.Reserve(scope.Namespace, container.Id);
        try
        {
            Bundle bundle = await Bundle.CreateAsync(directories, scope.Namespace, container.Id, container.Spec);
            Restoration restoration = new(bundle, options);
            string checkpoint = await restoration.PrepareAsync(cancellationToken);
            ShimTask task = await shims.StartAsync(bundle, runtime, runtimeOptions, cancellationToken);
            try
            {
                TaskOptions active = options with { Rootfs = bundle.Activate(options.Rootfs), Checkpoint = checkpoint };
                await task.CreateAsync(active, runtimeOptions, cancellationToken);
                await restoration.FinishAsync(task, cancellationToken);
            }
            catch
            {
                await shims.AbandonAsync(task);
                throw;
            }

            task.RuntimeName = container.RuntimeName;
            table.Set(task);
            task.WatchConnection();
            return task;
        }
        catch
        {
            table.Release(scope.Namespace, container.Id);
            throw;
        }
    }

    public Task RecoveredAsync(string @namespace, string? id, CancellationToken cancellationToken)
        => recovery.WaitAsync(@namespace, id, cancellationToken);

    public ITask? Find(string @namespace, string id) => table.TryGet(@namespace, id, out ShimTask? task) ? task : null;

    public IReadOnlyList<ITask> List(string? @namespace)
        => [.. table.All.Where(task => @namespace is null || task.Namespace == @namespace).OrderBy(task => task.Id, StringComparer.Ordinal)];

    public Task<TaskExit> DeleteAsync(ITask task, CancellationToken cancellationToken)
        => shims.DeleteAsync((ShimTask)task, cancellationToken);

    public Task<RuntimeInfo> InfoAsync(string runtimePath, AnyValue? options, CancellationToken cancellationToken)
        => shims.InfoAsync(runtimePath, options, cancellationToken);

    // Shims go on without the daemon; only the connections end.
    public async ValueTask DisposeAsync()
    {
        await recovery.DisposeAsync();
        foreach (ShimTask task in table.All)
        {
            await task.DisconnectAsync();
        }

        logger.LogDebug("connections to shims closed");
    }
}
