namespace PluginHost.Plugins.Metadata.Concurrency;

/// <summary>
/// Which objects of a backend are in use before there is a record of them, and which a clean-up is about to remove; never both. So neither has to
/// hold a lock while the backend works. The order that makes it safe: who makes or adopts an object uses it until its record is durable; who
/// cleans claims first what it wants to remove, and then looks once more whether a record has come.
/// </summary>
internal sealed class ObjectClaims
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, State> _objects = new(StringComparer.Ordinal);

    /// <summary>Uses an object until the result is disposed; waits while a clean-up removes it, so look afterwards whether it is still there.</summary>
    public async ValueTask<IDisposable> UseAsync(string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task removal;
            lock (_lock)
            {
                if (!_objects.TryGetValue(key, out State? state))
                {
                    state = new State();
                    _objects.Add(key, state);
                }

                if (state.Removal is null)
                {
                    state.Uses++;
                    return new Use(this, key);
                }

                removal = state.Removal.Task;
            }

            await removal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes an object for removal; false while it is in use. <see cref="Release"/> gives it back.</summary>
    public bool TryClaim(string key)
    {
        lock (_lock)
        {
            return _objects.TryAdd(key, new State { Removal = new(TaskCreationOptions.RunContinuationsAsynchronously) });
        }
    }

    /// <summary>The removal is over, or was not to be.</summary>
    public void Release(string key)
    {
        lock (_lock)
        {
            if (_objects.Remove(key, out State? state))
            {
                state.Removal?.SetResult();
            }
        }
    }

    private void EndUse(string key)
    {
        lock (_lock)
        {
            if (_objects.TryGetValue(key, out State? state) && --state.Uses == 0)
            {
                _objects.Remove(key);
            }
        }
    }

    private sealed class State
    {
        public int Uses { get; set; }

        /// <summary>Ends when the clean-up is done with the object; null while there is none.</summary>
        public TaskCompletionSource? Removal { get; init; }
    }

    private sealed class Use(ObjectClaims owner, string key) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                owner.EndUse(key);
            }
        }
    }
}
