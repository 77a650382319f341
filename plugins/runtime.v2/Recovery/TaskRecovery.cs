using System.Globalization;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins.Runtime.Shims;
using PluginHost.Proto.Runtime.TaskV2;
using Task = System.Threading.Tasks.Task;

namespace PluginHost.Plugins.Runtime.Recovery;

/// <summary>
/// Finds the tasks of an earlier daemon while the daemon serves already: every bundle is visited, all at once, each within the time limit
/// <c>io.containerd.timeout.shim.load</c>; until then its name is taken, and who asks for it waits. A shim that answers is taken over, also
/// one whose task has stopped, for somebody may still want to know how, and so is one that accepts but does not answer. What is left of any
/// other is removed, and the world is told how its task ended.
/// </summary>
internal sealed class TaskRecovery : IAsyncDisposable
{
    private const string LoadTimeout = "io.containerd.timeout.shim.load";
    private const string DefaultRuntime = "io.containerd.runc.v2";

    private readonly BundleDirectories _directories;
    private readonly ShimFactory _shims;
    private readonly TaskTable _table;
    private readonly ContainerRuntimes _runtimes;
    private readonly ITimeouts _timeouts;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping;

    // Cleaning up starts programs, which hundreds at once would only slow down.
    private readonly SemaphoreSlim _cleaning = new(2 * Environment.ProcessorCount);
    private readonly Dictionary<(string Namespace, string Id), Task> _loads = [];

    private TaskRecovery(
        BundleDirectories directories,
        ShimFactory shims,
        TaskTable table,
        ContainerRuntimes runtimes,
        ITimeouts timeouts,
        ILogger logger,
        CancellationToken stopping)
    {
        _directories = directories;
        _shims = shims;
        _table = table;
        _runtimes = runtimes;
        _timeouts = timeouts;
        _logger = logger;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>Takes the names of all that is there, and begins to load.</summary>
    public static TaskRecovery Begin(
        BundleDirectories directories,
        ShimFactory shims,
        TaskTable table,
        ContainerRuntimes runtimes,
        ITimeouts timeouts,
        ILogger logger,
        CancellationToken stopping)
    {
        TaskRecovery recovery = new(directories, shims, table, runtimes, timeouts, logger, stopping);
        recovery.Begin();
        return recovery;
    }

    /// <summary>Waits until a task of an earlier daemon, or with a null id all of the namespace, is found or given up. Never fails for what happens to it.</summary>
    public async Task WaitAsync(string @namespace, string? id, CancellationToken cancellationToken)
    {
        foreach (((string Namespace, string Id) name, Task load) in _loads)
        {
            if (!load.IsCompleted && name.Namespace == @namespace && (id is null || name.Id == id))
            {
                await load.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
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

    /// <summary>Gives up what is not loaded yet; the next daemon finds it again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_loads.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _cleaning.Dispose();
    }

    private void Begin()
    {
        CancellationToken token = _stopping.Token;
        foreach ((string space, string id) in _directories.Bundles().ToList())
        {
            Bundle bundle = Bundle.Of(_directories, space, id);
            _table.Reserve(space, id);
            _loads[(space, id)] = Task.Run(() => ReleasingAsync(bundle, () => LoadAsync(bundle, token)), CancellationToken.None);
        }

        foreach ((string space, string id) in _directories.WorkDirectories().Union(_directories.Mounts()).Where(name => !_loads.ContainsKey(name)).ToList())
        {
            Bundle bundle = Bundle.Of(_directories, space, id);
            _table.Reserve(space, id);
            _loads[(space, id)] = Task.Run(() => ReleasingAsync(bundle, () => CleanAsync(bundle, null, token)), CancellationToken.None);
        }
    }

    // Whatever happens, a name without a task is free afterwards.
    private async Task ReleasingAsync(Bundle bundle, Func<Task> load)
    {
        try
        {
            await load();
        }
        catch (Exception error) when (!_stopping.IsCancellationRequested)
        {
            _logger.Error(error, "failed to clean up after a task of an earlier daemon", ("id", bundle.Id), ("namespace", bundle.Namespace));
        }
        finally
        {
            if (!_table.TryGet(bundle.Namespace, bundle.Id, out _))
            {
                _table.Release(bundle.Namespace, bundle.Id);
            }
        }
    }

    private async Task LoadAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        ShimTask? task = null;
        try
        {
            task = await TryAttachAsync(bundle, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.Warn(error, "failed to load shim, cleaning up", ("id", bundle.Id), ("namespace", bundle.Namespace));
        }

        if (task is null)
        {
            bool hadTask = ReadPid(bundle) != 0;
            DeleteResponse? exit = await CleanAsync(bundle, BinaryFor(bundle), cancellationToken);
            if (hadTask)
            {
                await _shims.TellEndAsync(bundle, exit);
            }
        }
        else
        {
            task.RuntimeName = await _runtimes.NameAsync(bundle, cancellationToken);
            _table.Set(task);
            task.WatchConnection();
        }
    }

    private async Task<DeleteResponse?> CleanAsync(Bundle bundle, string? binary, CancellationToken cancellationToken)
    {
        await _cleaning.WaitAsync(cancellationToken);
        try
        {
            return await _shims.RemoveAsync(binary, bundle);
        }
        finally
        {
            _cleaning.Release();
        }
    }

    private async Task<ShimTask?> TryAttachAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        if (ShimRecord.TryRead(bundle) is not { } record)
        {
            return null;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeouts.Get(LoadTimeout));
        string binary = record.Binary.Length > 0 ? record.Binary : ShimBinary.Resolve(DefaultRuntime);
        ShimTask task = await _shims.AttachAsync(bundle, binary, record.Endpoint, limit.Token);
        try
        {
            if ((await task.ConnectAsync(limit.Token)).TaskPid == 0)
            {
                // The shim never created it: the daemon was killed between start and create.
                _logger.Warn("shim without a task, cleaning up", ("id", bundle.Id), ("namespace", bundle.Namespace));
                await task.ShutdownAsync(limit.Token);
                await task.DisconnectAsync();
                return null;
            }

            return task;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && ReadPid(bundle) is var pid and not 0)
        {
            // It is there and may come to itself: its containers are not killed for that. Calls to it have their own limits.
            _logger.Warn("shim does not answer, its task is kept", ("id", bundle.Id), ("namespace", bundle.Namespace), ("pid", pid));
            task.Assume(pid);
            return task;
        }
        catch
        {
            await task.DisconnectAsync();
            throw;
        }
    }

    // Of the init process, which the runtime has written; 0 if it was never made.
    private static uint ReadPid(Bundle bundle)
    {
        string file = bundle.Combine("init.pid");
        return File.Exists(file) && uint.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out uint pid) ? pid : 0;
    }
}
