using System.Runtime.ExceptionServices;
using PluginHost.Linux;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Loop;

/// <summary>
/// The one thread of the shim. It waits for descriptors and times, and runs what awaits them: all state belongs to it, so nothing needs a
/// lock. What may block in the kernel runs on a short-lived thread, see <see cref="RunAsideAsync{T}"/>.
/// </summary>
internal sealed class EventLoop : SynchronizationContext, IDisposable
{
    private const int EntriesPerWait = 64;
    private const int AsideStackSize = 256 * 1024;

    private readonly SafeFileDescriptor _epoll = Kernel.EpollCreate();
    private readonly SafeFileDescriptor _wake = Kernel.EventFd();
    private readonly Dictionary<int, Action<EpollEvents>> _watches = [];
    private readonly Queue<(SendOrPostCallback Call, object? State)> _ready = new();
    private readonly Queue<(SendOrPostCallback Call, object? State)> _posted = new();
    private readonly PriorityQueue<LoopTimer, long> _timers = new();
    private readonly Action<Exception> _report;
    private readonly int _thread = System.Environment.CurrentManagedThreadId;
    private bool _stopped;

    /// <param name="report">Gets each exception that nobody awaits.</param>
    public EventLoop(Action<Exception> report)
    {
        _report = report;
        Watch(_wake, EpollEvents.EPOLLIN, OnWake);
        SetSynchronizationContext(this);
    }

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    public void Run()
    {
        byte[] entries = new byte[EntriesPerWait * Kernel.EpollEventSize];
        while (!_stopped)
        {
            RunReady();
            RunTimers();
            if (_stopped)
            {
                return;
            }

            int count = Kernel.EpollWait(_epoll, entries, _ready.Count > 0 ? 0 : MillisecondsToNextTimer());
            for (int i = 0; i < count; i++)
            {
                (EpollEvents events, int descriptor) = Kernel.EpollEntry(entries, i);

                // A callback before may have ended this watch.
                if (_watches.TryGetValue(descriptor, out Action<EpollEvents>? callback))
                {
                    Call(() => callback(events));
                }
            }
        }
    }

    /// <summary>Lets <see cref="Run"/> return.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Calls back whenever the descriptor is ready, until <see cref="Unwatch"/>.</summary>
    public void Watch(SafeFileDescriptor descriptor, EpollEvents events, Action<EpollEvents> callback)
    {
        Kernel.EpollAdd(_epoll, descriptor, events);
        _watches.Add(descriptor.Number, callback);
    }

    /// <summary>Waits for other events of a watched descriptor; none: only errors and hang-ups.</summary>
    public void Rewatch(SafeFileDescriptor descriptor, EpollEvents events) => Kernel.EpollModify(_epoll, descriptor, events);

    /// <summary>Ends a watch. To be called before the descriptor is closed.</summary>
    public void Unwatch(SafeFileDescriptor descriptor)
    {
        if (_watches.Remove(descriptor.Number))
        {
            Kernel.EpollRemove(_epoll, descriptor);
        }
    }

    /// <summary>Calls back once after a time.</summary>
    public LoopTimer After(int milliseconds, Action callback)
    {
        LoopTimer timer = new(callback);
        _timers.Enqueue(timer, System.Environment.TickCount64 + milliseconds);

        return timer;
    }

    /// <summary>Completes after a time.</summary>
    public Task DelayAsync(int milliseconds)
    {
        TaskCompletionSource done = new();
        _ = After(milliseconds, done.SetResult);

        return done.Task;
    }

    /// <summary>Whether a task completed within a time; the task goes on if it did not.</summary>
    public async Task<bool> WithinAsync(Task task, int milliseconds)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        // Task.WhenAny would bring in the thread pool.
        TaskCompletionSource<bool> first = new();
        LoopTimer timer = After(milliseconds, () => first.TrySetResult(false));
        _ = TellAsync(task, first);
        bool completed = await first.Task;
        timer.Cancel();

        return completed;
    }

    /// <summary>Runs a call that may block on a thread of its own, which ends with it.</summary>
    public Task<T> RunAsideAsync<T>(Func<T> call)
    {
        TaskCompletionSource<T> done = new();
        Thread thread = new(() =>
        {
            T? result = default;
            ExceptionDispatchInfo? failure = null;
            try
            {
                result = call();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            Post(_ => Complete(done, result!, failure), null);
        }, AsideStackSize)
        {
            IsBackground = true,
        };
        thread.Start();

        return done.Task;
    }

    /// <summary>Takes over a task that nobody awaits: what it throws is reported.</summary>
    public void Own(Task task) => _ = ObserveAsync(task);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (System.Environment.CurrentManagedThreadId == _thread)
        {
            _ready.Enqueue((d, state));

            return;
        }

        lock (_posted)
        {
            _posted.Enqueue((d, state));
        }

        _ = Kernel.TryWrite(_wake, BitConverter.GetBytes(1L), out _);
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("the loop's thread is never waited for");

    /// <inheritdoc/>
    public void Dispose()
    {
        _wake.Dispose();
        _epoll.Dispose();
    }

    private static void Complete<T>(TaskCompletionSource<T> done, T result, ExceptionDispatchInfo? failure)
    {
        if (failure is null)
        {
            done.SetResult(result);
        }
        else
        {
            done.SetException(failure.SourceException);
        }
    }

    // Whether the task failed is the business of those who await it.
    private static async Task TellAsync(Task task, TaskCompletionSource<bool> first)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        _ = first.TrySetResult(true);
    }

    private async Task ObserveAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            _report(exception);
        }
    }

    private void OnWake(EpollEvents events)
    {
        _ = Kernel.TryRead(_wake, stackalloc byte[8], out _);
        lock (_posted)
        {
            while (_posted.TryDequeue(out (SendOrPostCallback Call, object? State) entry))
            {
                _ready.Enqueue(entry);
            }
        }
    }

    // Only what is ready now: what it makes ready waits until descriptors had their turn.
    private void RunReady()
    {
        for (int count = _ready.Count; count > 0; count--)
        {
            (SendOrPostCallback call, object? state) = _ready.Dequeue();
            Call(() => call(state));
        }
    }

    private void RunTimers()
    {
        long now = System.Environment.TickCount64;
        while (_timers.TryPeek(out LoopTimer? timer, out long due) && (timer.IsCancelled || due <= now))
        {
            _timers.Dequeue();
            if (!timer.IsCancelled)
            {
                Call(timer.Callback);
            }
        }
    }

    private int MillisecondsToNextTimer()
    {
        while (_timers.TryPeek(out LoopTimer? timer, out long due))
        {
            if (!timer.IsCancelled)
            {
                return (int)Math.Clamp(due - System.Environment.TickCount64, 0, int.MaxValue);
            }

            _timers.Dequeue();
        }

        return -1;
    }

    private void Call(Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception exception)
        {
            _report(exception);
        }
    }
}
