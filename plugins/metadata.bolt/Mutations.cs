using System.Collections.Immutable;

namespace PluginHost.Plugins.Metadata;

/// <summary>Who wants to know of changes.</summary>
internal sealed class Mutations
{
    private ImmutableArray<Subscription> _subscriptions = [];

    public IDisposable Subscribe(Action<bool> callback)
    {
        Subscription subscription = new(this, callback);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        return subscription;
    }

    /// <summary>Tells of a change that is durable.</summary>
    public void Raise(bool collectable)
    {
        foreach (Subscription subscription in _subscriptions)
        {
            subscription.Callback(collectable);
        }
    }

    private sealed class Subscription(Mutations owner, Action<bool> callback) : IDisposable
    {
        public Action<bool> Callback { get; } = callback;

        public void Dispose()
            => ImmutableInterlocked.Update(ref owner._subscriptions, static (all, removed) => all.Remove(removed), this);
    }
}
