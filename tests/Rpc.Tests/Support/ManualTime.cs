using System.Collections.Concurrent;

namespace Rpc.Tests.Support;

/// <summary>A clock that stands still until the test lets all its timers fire.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly ConcurrentBag<ManualTimer> _timers = [];

    public DateTimeOffset Now { get; } = new(2024, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(() => callback(state));
        _timers.Add(timer);
        return timer;
    }

    public void Fire()
    {
        foreach (ManualTimer timer in _timers)
        {
            timer.Fire();
        }
    }

    private sealed class ManualTimer(Action fire) : ITimer
    {
        private volatile bool _disposed;

        public void Fire()
        {
            if (!_disposed)
            {
                fire();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_disposed;

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
