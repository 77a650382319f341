using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Gc;
using PluginHost.Logging;
using PluginHost.Metadata;

namespace PluginHost.Plugins.Gc;

/// <summary>Runs the collections that the <see cref="Plan"/> says, one at a time.</summary>
internal sealed class Scheduler : IGarbageCollector, IAsyncDisposable
{
    private readonly IMetadata _metadata;
    private readonly Plan _plan;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly GcMeter _meter = new();
    private readonly CancellationTokenSource _stopping;
    private readonly IDisposable _subscription;
    private readonly Lock _lock = new();
    private readonly Task _loop;

    // Under the lock: what has come since the loop looked, and how the loop is woken.
    private List<TaskCompletionSource<GcStatistics>> _waiting = [];
    private long _mutations;
    private long _deletions;
    private TaskCompletionSource _wake = NewWake();
    private bool _closed;

    private Scheduler(
        IMetadata metadata, SchedulerConfig config, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        _metadata = metadata;
        _plan = new Plan(config);
        _clock = clock;
        _logger = logger;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _subscription = metadata.OnMutation(CountMutation);
        _plan.Start(clock.GetUtcNow());
        _loop = RunAsync(_stopping.Token);
    }

    public static Scheduler Start(
        IMetadata metadata, SchedulerConfig config, TimeProvider clock, ILogger logger, CancellationToken stopping)
        => new(metadata, config, clock, logger, stopping);

    public async Task<GcStatistics> CollectAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<GcStatistics> waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_closed)
            {
                throw DaemonException.Unavailable("the garbage collector has been stopped");
            }

            _waiting.Add(waiter);
            _wake.TrySetResult();
        }

        return await waiter.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _subscription.Dispose();
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
        _meter.Dispose();
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void CountMutation(bool collectable)
    {
        lock (_lock)
        {
            _mutations++;
            _deletions += collectable ? 1 : 0;
            _wake.TrySetResult();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(cancellationToken);
                TakeNews(out bool asked);
                DateTimeOffset now = _clock.GetUtcNow();
                if (asked)
                {
                    _plan.Ask(now);
                }

                if (_plan.Next <= now && _plan.Begin(now))
                {
                    await CollectOnceAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            FailWaiting(DaemonException.Unavailable("the garbage collector has been stopped"), closing: true);
        }
    }

    // Until something has come, or the next run is due.
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task wake;
        lock (_lock)
        {
            wake = _wake.Task;
        }

        if (_plan.Next is not DateTimeOffset due)
        {
            await wake.WaitAsync(cancellationToken);
            return;
        }

        TimeSpan wait = due - _clock.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        using CancellationTokenSource timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(wake, Task.Delay(wait, _clock, timer.Token));
        await timer.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void TakeNews(out bool asked)
    {
        long mutations;
        long deletions;
        lock (_lock)
        {
            (mutations, deletions) = (_mutations, _deletions);
            (_mutations, _deletions) = (0, 0);
            asked = _waiting.Count > 0;
            _wake = NewWake();
        }

        _plan.Count(mutations, deletions, _clock.GetUtcNow());
    }

    private async Task CollectOnceAsync(CancellationToken cancellationToken)
    {
        // Who comes from now on may have deleted something that this collection does not see: that caller waits for the next one.
        List<TaskCompletionSource<GcStatistics>> waiters;
        lock (_lock)
        {
            waiters = _waiting;
            _waiting = [];
        }

        try
        {
            GcStatistics statistics = await _metadata.CollectAsync(cancellationToken);
            _plan.Succeed(statistics.LockedTime, _clock.GetUtcNow());
            _meter.Succeeded(statistics.LockedTime);
            _logger.Debug("garbage collected", ("d", GoDuration.Format(statistics.LockedTime)), ("removed", statistics.Removed));
            waiters.ForEach(waiter => waiter.TrySetResult(statistics));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            lock (_lock)
            {
                _waiting.AddRange(waiters);
            }

            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _plan.Fail(_clock.GetUtcNow());
            _meter.Failed();
            _logger.Error(e, "garbage collection failed");
            waiters.ForEach(waiter => waiter.TrySetException(new DaemonException(ErrorKind.Unknown, "gc failed", e)));
        }
    }

    private void FailWaiting(DaemonException error, bool closing)
    {
        List<TaskCompletionSource<GcStatistics>> waiters;
        lock (_lock)
        {
            _closed |= closing;
            waiters = _waiting;
            _waiting = [];
        }

        waiters.ForEach(waiter => waiter.TrySetException(error));
    }
}
