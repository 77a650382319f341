using System.Collections.Concurrent;
using System.Globalization;
using PluginHost.Errors;

namespace PluginHost.Plugins.Content;

/// <summary>Who writes: an ingest has one writer at a time.</summary>
internal sealed class RefLocks(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _held = new(StringComparer.Ordinal);

    /// <summary>Takes the lock of a ref; Unavailable while somebody has it. Disposing gives it back.</summary>
    public IDisposable Take(string @ref)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (!_held.TryAdd(@ref, now))
        {
            DateTimeOffset since = _held.TryGetValue(@ref, out DateTimeOffset held) ? held : now;
            string elapsed = (now - since).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);
            throw DaemonException.Unavailable($"ref {@ref} locked for {elapsed}s (since {Timestamp.From(since)})");
        }

        return new Hold(this, @ref);
    }

    private sealed class Hold(RefLocks locks, string @ref) : IDisposable
    {
        private bool _released;

        public void Dispose()
        {
            if (!_released)
            {
                _released = true;
                locks._held.TryRemove(@ref, out _);
            }
        }
    }
}
