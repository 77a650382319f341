using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Logging;
using PluginHost.Proto.Runtime.TaskV2;
using PluginHost.Runtime;
using Task = System.Threading.Tasks.Task;
using TaskExit = PluginHost.Runtime.TaskExit;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>Brings shims up, takes them over, and removes them with everything that belongs to them.</summary>
internal sealed class ShimFactory(
    ShimLauncher launcher, TaskTable table, Func<IEventExchange> events, ITimeouts timeouts, TimeProvider clock, ILogger logger)
{
    private const string CleanupTimeout = "io.containerd.timeout.shim.cleanup";
    private const string ShutdownTimeout = "io.containerd.timeout.shim.shutdown";

    // This shim has removed everything when its Delete has answered; others may count on their delete command.
    private const string RuncShim = "containerd-shim-runc-v2";

    /// <summary>Starts the shim of a new bundle. A failure removes the bundle and what the shim may have left.</summary>
    public async Task<ShimTask> StartAsync(Bundle bundle, string runtime, AnyValue? options, CancellationToken cancellationToken)
    {
        string? binary = null;
        ShimLog? log = null;
        try
        {
            binary = Resolve(runtime);
            log = ShimLog.Open(bundle);
            ShimEndpoint endpoint = await LaunchAsync(binary, bundle, options, cancellationToken);
            ShimConnection connection = await ShimConnection.OpenAsync(endpoint, bundle.Namespace, cancellationToken);
            return new ShimTask(bundle, binary, connection, log, OnClosedAsync);
        }
        catch
        {
            if (log is not null)
            {
                await log.DisposeAsync();
            }

            await RemoveAsync(binary, bundle);
            throw;
        }
    }

    /// <summary>Connects to the shim of a bundle that an earlier daemon made.</summary>
    public async Task<ShimTask> AttachAsync(Bundle bundle, string binary, ShimEndpoint endpoint, CancellationToken cancellationToken)
    {
        ShimLog log = ShimLog.Open(bundle);
        try
        {
            return new ShimTask(
                bundle, binary, await ShimConnection.OpenAsync(endpoint, bundle.Namespace, cancellationToken), log, OnClosedAsync);
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes a task that has stopped, its shim and its bundle.</summary>
    public async Task<TaskExit> DeleteAsync(ShimTask task, CancellationToken cancellationToken)
    {
        DeleteResponse? exit = null;
        DaemonException? failure = null;
        try
        {
            exit = await task.DeleteProcessAsync("", cancellationToken);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound || IsClosed(error))
        {
            failure = error;
        }

        // A shim that died meanwhile is dealt with where that is seen, which also tells the world.
        bool isDead = failure is not null && IsClosed(failure);
        if (isDead || !task.TryEnd())
        {
            await task.Gone.WaitAsync(cancellationToken);
        }
        else
        {
            await EndAsync(task, isDeleted: exit is not null);
        }

        return exit is not null
            ? new TaskExit(task.Id, exit.Pid, exit.ExitStatus, AnyMessages.Time(exit.ExitedAt))
            : throw failure!;
    }

    private async Task EndAsync(ShimTask task, bool isDeleted)
    {
        table.Retire(task);
        try
        {
            await ShutdownAsync(task);
            await task.DisconnectAsync();
            await RemoveAsync(isDeleted && Path.GetFileName(task.Binary) == RuncShim ? null : task.Binary, task.Bundle);
        }
        finally
        {
            table.Release(task.Namespace, task.Id);
            task.SetGone();
        }
    }

    /// <summary>Undoes a creation that failed after the shim was there, within a time limit of its own.</summary>
    public async Task AbandonAsync(ShimTask task)
    {
        using CancellationTokenSource limit = new(timeouts.Get(CleanupTimeout));
        try
        {
            await task.DeleteProcessAsync("", limit.Token);
        }
        catch (Exception error) when (error is DaemonException or OperationCanceledException)
        {
            // Usual: the shim does not know a task whose creation failed.
            logger.Debug("no task to delete in the shim", ("id", task.Id), ("error", error.Message));
        }

        await ShutdownAsync(task);
        await task.DisconnectAsync();
        await RemoveAsync(task.Binary, task.Bundle);
    }

    /// <summary>Runs the shim's <c>delete</c> if <paramref name="binary"/> is given, and removes the bundle. Says how the task ended, if that is known.</summary>
    public async Task<DeleteResponse?> RemoveAsync(string? binary, Bundle bundle)
    {
        DeleteResponse? exit = null;
        if (binary is not null)
        {
            using CancellationTokenSource limit = new(timeouts.Get(CleanupTimeout));
            try
            {
                exit = await launcher.DeleteAsync(binary, bundle, limit.Token);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                logger.Warn(error, "failed to clean up after shim", ("id", bundle.Id), ("namespace", bundle.Namespace));
            }
        }

        try
        {
            await bundle.DeleteAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Linux.LinuxException)
        {
            logger.Error(error, "failed to delete bundle", ("id", bundle.Id), ("namespace", bundle.Namespace), ("path", bundle.Path));
        }

        return exit;
    }

    public async Task<RuntimeInfo> InfoAsync(string runtime, AnyValue? options, CancellationToken cancellationToken)
    {
        Proto.Types.RuntimeInfo info = await launcher.InfoAsync(
            ShimBinary.Resolve(runtime.Length == 0 ? "io.containerd.runc.v2" : runtime), options, cancellationToken);
        return new RuntimeInfo(
            info.Name,
            info.Version?.Version ?? "",
            info.Version?.Revision ?? "",
            AnyMessages.Unpack(info.Options),
            AnyMessages.Unpack(info.Features),
            new Dictionary<string, string>(info.Annotations));
    }

    private static bool IsClosed(DaemonException error) => error.Message.EndsWith("ttrpc: closed", StringComparison.Ordinal);

    private static string Resolve(string runtime)
    {
        try
        {
            return ShimBinary.Resolve(runtime);
        }
        catch (DaemonException error)
        {
            throw error.Within("failed to start shim: failed to resolve runtime path");
        }
    }

    private async Task<ShimEndpoint> LaunchAsync(string binary, Bundle bundle, AnyValue? options, CancellationToken cancellationToken)
    {
        try
        {
            ShimEndpoint endpoint = await launcher.StartAsync(binary, bundle, options, cancellationToken);
            await ShimRecord.WriteAsync(bundle, binary, endpoint, cancellationToken);
            return endpoint;
        }
        catch (DaemonException error)
        {
            throw error.Within("failed to start shim");
        }
    }

    private async Task ShutdownAsync(ShimTask task)
    {
        using CancellationTokenSource limit = new(timeouts.Get(ShutdownTimeout));
        try
        {
            await task.ShutdownAsync(limit.Token);
        }
        catch (DaemonException error) when (IsClosed(error))
        {
            // The shim went before it could answer, as it was asked to.
            return;
        }
        catch (Exception error) when (error is DaemonException or OperationCanceledException)
        {
            logger.Warn(error, "failed to shut down shim", ("id", task.Id), ("namespace", task.Namespace));
        }
    }

    // The shim is gone though nobody asked it to go: what it ran is killed, and the world is told.
    private async Task OnClosedAsync(ShimTask task)
    {
        logger.Info("shim disconnected", ("id", task.Id), ("namespace", task.Namespace));
        DeleteResponse? exit = await RemoveAsync(task.Binary, task.Bundle);
        if (!table.Remove(task))
        {
            return;
        }

        await TellEndAsync(task.Bundle, exit);
    }

    /// <summary>Publishes the end of a task whose shim is gone, which can't do it any more.</summary>
    /// <param name="bundle">Of the task.</param>
    /// <param name="exit">What the shim's program told; null if it failed.</param>
    public async Task TellEndAsync(Bundle bundle, DeleteResponse? exit)
    {
        uint pid = exit?.Pid ?? 0;
        uint status = exit?.ExitStatus ?? 255;
        Timestamp exitedAt = exit?.ExitedAt is { } moment ? AnyMessages.Time(moment) : Timestamp.Now(clock);
        IEventExchange exchange = events();
        await exchange.PublishAsync(bundle.Namespace, new TaskExited(bundle.Id, bundle.Id, pid, status, exitedAt), CancellationToken.None);
        await exchange.PublishAsync(bundle.Namespace, new TaskDeleted(bundle.Id, pid, status, exitedAt), CancellationToken.None);
    }
}
