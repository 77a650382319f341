using PluginHost.Errors;

namespace PluginHost.Events;

/// <summary>
/// Distributes events to whoever listens at that moment; there is no history. Each subscriber sees the events in the order of their publication.
/// A subscriber that does not read never delays a publisher or another subscriber.
/// </summary>
public interface IEventExchange
{
    /// <summary>Publishes an event of the daemon, now. Called after the change it tells of is durable.</summary>
    Task PublishAsync(string @namespace, DaemonEvent @event, CancellationToken cancellationToken);

    /// <summary>Publishes a client's event, now. <see cref="ErrorKind.InvalidArgument"/> for a bad topic.</summary>
    Task PublishAsync(RequestScope scope, string topic, AnyValue? @event, CancellationToken cancellationToken);

    /// <summary>Passes a shim's event on. <see cref="ErrorKind.InvalidArgument"/> for a bad namespace or topic, or a missing time.</summary>
    Task ForwardAsync(EventEnvelope envelope, CancellationToken cancellationToken);

    /// <summary>
    /// The events of all namespaces from now on that match one of <paramref name="filters"/> (none: all); ends with the token.
    /// The subscription is in force when the method returns. Filter fields: namespace, topic, event.&lt;field&gt;.
    /// </summary>
    /// <exception cref="DaemonException">A filter cannot be parsed.</exception>
    IAsyncEnumerable<EventEnvelope> Subscribe(IReadOnlyList<string> filters, CancellationToken cancellationToken);
}
