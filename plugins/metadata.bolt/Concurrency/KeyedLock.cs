namespace PluginHost.Plugins.Metadata.Concurrency;

/// <summary>One lock per name, for as long as somebody has it or waits for it.</summary>
internal sealed class KeyedLock
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Holder> _holders = new(StringComparer.Ordinal);

    /// <summary>Waits for the lock of <paramref name="key"/>; disposing the result gives it back.</summary>
    public async ValueTask<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        Holder holder;
        lock (_lock)
        {
            if (!_holders.TryGetValue(key, out holder!))
            {
                holder = new Holder(this, key);
                _holders.Add(key, holder);
            }

            holder.Interested++;
        }

        try
        {
            await holder.Gate.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(holder);
            throw;
        }

        return holder;
    }

    /// <summary>Waits for the locks of two names, in an order that is the same for everybody.</summary>
    public async ValueTask<IDisposable> EnterAsync(string key, string other, CancellationToken cancellationToken)
    {
        int order = string.CompareOrdinal(key, other);
        if (order == 0)
        {
            return await EnterAsync(key, cancellationToken);
        }

        IDisposable first = await EnterAsync(order < 0 ? key : other, cancellationToken);
        try
        {
            return new Pair(first, await EnterAsync(order < 0 ? other : key, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            first.Dispose();
            throw;
        }
    }

    private void Leave(Holder holder)
    {
        lock (_lock)
        {
            if (--holder.Interested == 0)
            {
                _holders.Remove(holder.Key);
                holder.Gate.Dispose();
            }
        }
    }

    private sealed class Holder(KeyedLock owner, string key) : IDisposable
    {
        public string Key { get; } = key;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Interested { get; set; }

        public void Dispose()
        {
            Gate.Release();
            owner.Leave(this);
        }
    }

    private sealed class Pair(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            second.Dispose();
            first.Dispose();
        }
    }
}
