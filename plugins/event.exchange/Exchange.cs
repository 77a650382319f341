using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Filters;
using PluginHost.Logging;
using PluginHost.Namespaces;

namespace PluginHost.Plugins.EventExchange;

/// <summary>The exchange. One lock orders publications; it is held only while an event is put into the subscribers' queues.</summary>
internal sealed class Exchange(TimeProvider clock, ILogger logger) : IEventExchange, IDisposable
{
    private readonly Lock _order = new();
    private ImmutableArray<Subscription> _subscriptions = [];
    private bool _closed;

    /// <summary>How many listen at this moment.</summary>
    public int SubscriberCount => _subscriptions.Length;

    public Task PublishAsync(string @namespace, DaemonEvent @event, CancellationToken cancellationToken)
    {
        Distribute(new EventEnvelope(Timestamp.Now(clock), @namespace, @event.Topic, EventMessages.Pack(@event)));
        return Task.CompletedTask;
    }

    public Task PublishAsync(RequestScope scope, string topic, AnyValue? @event, CancellationToken cancellationToken)
    {
        EventEnvelope envelope = new(Timestamp.Now(clock), scope.Namespace, topic, @event);
        Topics.Validate(topic);
        Distribute(envelope);
        return Task.CompletedTask;
    }

    public Task ForwardAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        try
        {
            Identifiers.Validate(envelope.Namespace);
        }
        catch (DaemonException error)
        {
            throw error.Within("event envelope has invalid namespace");
        }

        Topics.Validate(envelope.Topic);
        if (envelope.Timestamp.IsZero)
        {
            throw DaemonException.InvalidArgument("envelope must have a valid timestamp");
        }

        Distribute(envelope);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<EventEnvelope> Subscribe(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        Subscription subscription = new(ParseFilters(filters));
        lock (_order)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _subscriptions = _subscriptions.Add(subscription);
        }

        // A caller that never enumerates must not leave its queue behind: the token alone ends the subscription.
        CancellationTokenRegistration end = cancellationToken.Register(() => Remove(subscription));
        return ReadAsync(subscription, end, cancellationToken);
    }

    public void Dispose()
    {
        ImmutableArray<Subscription> last;
        lock (_order)
        {
            _closed = true;
            last = _subscriptions;
            _subscriptions = [];
        }

        foreach (Subscription subscription in last)
        {
            subscription.Complete();
        }
    }

    private FilterSet ParseFilters(IReadOnlyList<string> filters)
    {
        try
        {
            return FilterSet.ParseAll(
                filters, pattern => logger.Error($"error compiling regexp \"{pattern.Pattern}\""));
        }
        catch (FilterSyntaxException error)
        {
            // containerd forgets to map this error, so clients know it as Unknown.
            throw new DaemonException(ErrorKind.Unknown, $"subscription error: failed parsing subscription filters: {error.Message}", error);
        }
    }

    private void Distribute(EventEnvelope envelope)
    {
        EventFields fields = new(envelope);
        lock (_order)
        {
            foreach (Subscription subscription in _subscriptions)
            {
                if (!subscription.Offer(envelope, fields))
                {
                    _subscriptions = _subscriptions.Remove(subscription);
                    logger.Warn("event subscriber does not read, subscription ended", ("queued", Subscription.Capacity));
                }
            }
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_order)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }

        subscription.Complete();
    }

    private async IAsyncEnumerable<EventEnvelope> ReadAsync(
        Subscription subscription,
        CancellationTokenRegistration end,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (EventEnvelope envelope in subscription.Events.ReadAllAsync(cancellationToken))
            {
                yield return envelope;
            }
        }
        finally
        {
            await end.DisposeAsync();
            Remove(subscription);
        }
    }
}
