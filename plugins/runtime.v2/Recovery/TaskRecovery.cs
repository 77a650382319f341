using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins.Runtime.Shims;

namespace PluginHost.Plugins.Runtime.Recovery;

/// <summary>
/// Finds the tasks of an earlier daemon: every bundle is visited, all at once, each within the time limit
/// <c>io.containerd.timeout.shim.load</c>. A shim that answers is taken over, also one whose task has stopped, for somebody may still
/// want to know how; what is left of any other is removed.
/// </summary>
internal sealed class TaskRecovery(
    BundleDirectories directories, ShimFactory shims, TaskTable table, ContainerRuntimes runtimes, ITimeouts timeouts, ILogger logger)
{
    private const string LoadTimeout = "io.containerd.timeout.shim.load";
    private const string DefaultRuntime = "io.containerd.runc.v2";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(directories.Bundles().ToList().Select(
            name => LoadAsync(Bundle.Of(directories, name.Namespace, name.Id), cancellationToken)));
        foreach ((string space, string id) in directories.WorkDirectories().Union(directories.Mounts()).ToList())
        {
            if (!table.Contains(space, id))
            {
                await Bundle.Of(directories, space, id).DeleteAsync(cancellationToken);
            }
        }
    }

    private async Task LoadAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        ShimTask? task = null;
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeouts.Get(LoadTimeout));
            task = await TryAttachAsync(bundle, limit.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            logger.Warn(error, "failed to load shim, cleaning up", ("id", bundle.Id), ("namespace", bundle.Namespace));
        }

        if (task is null)
        {
            await shims.RemoveAsync(BinaryFor(bundle), bundle);
        }
        else
        {
            task.RuntimeName = await runtimes.NameAsync(bundle, cancellationToken);
            table.Set(task);
            task.WatchConnection();
        }
    }

    private async Task<ShimTask?> TryAttachAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        if (ShimRecord.TryRead(bundle) is not { } record)
        {
            return null;
        }

        string binary = record.Binary.Length > 0 ? record.Binary : ShimBinary.Resolve(DefaultRuntime);
        ShimTask task = await shims.AttachAsync(bundle, binary, record.Endpoint, cancellationToken);
        try
        {
            if ((await task.ConnectAsync(cancellationToken)).TaskPid == 0)
            {
                // The shim never created it: the daemon was killed between start and create.
                logger.Warn("shim without a task, cleaning up", ("id", bundle.Id), ("namespace", bundle.Namespace));
                await task.ShutdownAsync(cancellationToken);
                await task.DisconnectAsync();
                return null;
            }

            return task;
        }
        catch
        {
            await task.DisconnectAsync();
            throw;
        }
    }

    /// <summary>The shim that can clean up after a bundle; null when none is there.</summary>
    public static string? BinaryFor(Bundle bundle)
    {
        if (ShimRecord.TryReadBinary(bundle) is { Length: > 0 } recorded)
        {
            return File.Exists(recorded) ? recorded : null;
        }

        try
        {
            return File.Exists(bundle.Combine("config.json")) ? ShimBinary.Resolve(DefaultRuntime) : null;
        }
        catch (DaemonException)
        {
            // No shim is installed that could clean up; the bundle itself is removed all the same.
            return null;
        }
    }
}
