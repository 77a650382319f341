using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Logging;
using PluginHost.Runtime;

namespace PluginHost.Plugins.Restart;

/// <summary>
/// Looks at all containers with a wanted status, at the start and then after each interval, and makes their tasks what they shall be. All at
/// once within a bound, so that a shim that hangs holds up no other container.
/// </summary>
internal sealed class RestartMonitor : IAsyncDisposable
{
    private const int AtOnce = 16;

    /// <summary>For one container in one pass: a runtime may boot a machine for it.</summary>
    private static readonly TimeSpan ContainerLimit = TimeSpan.FromMinutes(2);

    private readonly ContainerTasks _tasks;
    private readonly RestartConfig _config;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _loop;

    /// <summary>Tasks that were created and not started at the last pass: somebody is about to start them, unless they stay so.</summary>
    private HashSet<(string Namespace, string Id, uint Pid)> _created = [];

    private RestartMonitor(ContainerTasks tasks, RestartConfig config, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        _tasks = tasks;
        _config = config;
        _clock = clock;
        _logger = logger;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _loop = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
    }

    public static RestartMonitor Start(
        ContainerTasks tasks, RestartConfig config, TimeProvider clock, ILogger logger, CancellationToken stopping)
        => new(tasks, config, clock, logger, stopping);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await PassAsync(cancellationToken);
                await Task.Delay(_config.EffectiveInterval, _clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        List<(string Namespace, ContainerRecord Container)> watched = [];
        try
        {
            foreach (string @namespace in await _tasks.NamespacesAsync(cancellationToken))
            {
                watched.AddRange((await _tasks.WatchedAsync(@namespace, cancellationToken)).Select(container => (@namespace, container)));
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.Error(error, "reconcile");
            return;
        }

        HashSet<(string Namespace, string Id, uint Pid)> created = [];
        await Parallel.ForEachAsync(
            watched,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (entry, token) => await ReconcileAsync(entry.Namespace, entry.Container, created, token));
        _created = created;
    }

    private async Task ReconcileAsync(
        string @namespace, ContainerRecord container, HashSet<(string Namespace, string Id, uint Pid)> created, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ContainerLimit);
        try
        {
            ProcessState? state = await _tasks.StateAsync(@namespace, container.Id, limit.Token);
            RestartAction action = RestartDecision.Of(container, state, _logger);
            if (action == RestartAction.Start && IsBeingMade(@namespace, container, state, created))
            {
                return;
            }

            await (action switch
            {
                RestartAction.Start => _tasks.StartAsync(@namespace, container, limit.Token),
                RestartAction.Stop => _tasks.StopAsync(@namespace, container.Id, limit.Token),
                _ => Task.CompletedTask,
            });
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.Error(error, "apply change", ("id", container.Id), ("namespace", @namespace));
        }
    }

    // Between the creation of a container, of its task, and the start of that, the client has its turn.
    private bool IsBeingMade(
        string @namespace, ContainerRecord container, ProcessState? state, HashSet<(string Namespace, string Id, uint Pid)> created)
    {
        if (state is null)
        {
            return _clock.GetUtcNow() - container.CreatedAt.ToDateTimeOffset() < _config.EffectiveInterval;
        }

        if (state.Status != TaskState.Created)
        {
            return false;
        }

        (string Namespace, string Id, uint Pid) task = (@namespace, container.Id, state.Pid);
        lock (created)
        {
            created.Add(task);
        }

        return !_created.Contains(task);
    }
}
