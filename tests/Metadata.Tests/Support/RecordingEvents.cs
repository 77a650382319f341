using System.Collections.Concurrent;
using PluginHost;
using PluginHost.Events;

namespace Metadata.Tests.Support;

/// <summary>An event exchange that keeps what the daemon publishes.</summary>
internal sealed class RecordingEvents : IEventExchange
{
    public ConcurrentQueue<(string Namespace, DaemonEvent Event)> Published { get; } = [];

    /// <summary>Called with each event before it counts as published.</summary>
    public Action<DaemonEvent> OnPublish { get; set; } = static _ => { };

    public Task PublishAsync(string @namespace, DaemonEvent @event, CancellationToken cancellationToken)
    {
        OnPublish(@event);
        Published.Enqueue((@namespace, @event));
        return Task.CompletedTask;
    }

    public Task PublishAsync(RequestScope scope, string topic, AnyValue? @event, CancellationToken cancellationToken)
        => throw new InvalidOperationException("the metadata publishes only events of the daemon");

    public Task ForwardAsync(EventEnvelope envelope, CancellationToken cancellationToken)
        => throw new InvalidOperationException("the metadata forwards no events");

    public IAsyncEnumerable<EventEnvelope> Subscribe(IReadOnlyList<string> filters, CancellationToken cancellationToken)
        => throw new InvalidOperationException("the metadata listens to nobody");
}
