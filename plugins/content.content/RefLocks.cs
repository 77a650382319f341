using System.Collections.Concurrent;
using System.Globalization;
using PluginHost.Errors;

namespace PluginHost.Plugins.Content;

/// <summary>
/// Who writes: an ingest has one writer at a time. A client that closes its writer and opens the ref anew does not wait for the daemon to have
/// seen the end of the first call, so a ref that is held is waited for (containerd does it for half a second on average).
/// </summary>
internal sealed class RefLocks(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Hold> _held = new(StringComparer.Ordinal);

    /// <summary>Takes the lock of a ref; Unavailable if somebody keeps it. Disposing gives it back.</summary>
    public async Task<IDisposable> TakeAsync(string @ref, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        Hold mine = new(this, @ref, clock.GetUtcNow());
        while (_held.GetOrAdd(@ref, mine) is { } holder && holder != mine)
        {
            TimeSpan left = Patience - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || !await holder.IsReleasedWithinAsync(left, clock, cancellationToken))
            {
                string elapsed = (clock.GetUtcNow() - holder.Since).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
                throw DaemonException.Unavailable($"ref {@ref} locked for {elapsed}s (since {Timestamp.From(holder.Since)})");
            }
        }

        return mine;
    }

    private sealed class Hold(RefLocks locks, string @ref, DateTimeOffset since) : IDisposable
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset Since => since;

        public async Task<bool> IsReleasedWithinAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
        {
            try
            {
                await _released.Task.WaitAsync(limit, clock, cancellationToken);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            locks._held.TryRemove(new KeyValuePair<string, Hold>(@ref, this));
            _released.TrySetResult();
        }
    }
}
