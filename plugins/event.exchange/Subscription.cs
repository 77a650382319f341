using System.Threading.Channels;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Filters;

namespace PluginHost.Plugins.EventExchange;

/// <summary>The queue of one subscriber.</summary>
internal sealed class Subscription(FilterSet filters)
{
    /// <summary>
    /// Events. A busy node publishes some hundred a second, so a reader has a minute or so to catch up; at a few hundred bytes
    /// each the queue stays below ten MiB.
    /// </summary>
    public const int Capacity = 16_384;

    private readonly Channel<EventEnvelope> _queue = Channel.CreateBounded<EventEnvelope>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    public ChannelReader<EventEnvelope> Events => _queue.Reader;

    /// <summary>Queues the event if it matches; false when the queue is full, which ends the subscription with an error.</summary>
    public bool Offer(EventEnvelope envelope, EventFields fields)
    {
        if (!filters.MatchesAll && !filters.Match(fields))
        {
            return true;
        }

        if (_queue.Writer.TryWrite(envelope))
        {
            return true;
        }

        _queue.Writer.TryComplete(DaemonException.Of(
            ErrorKind.ResourceExhausted, $"event subscriber did not read {Capacity} events, subscription ended"));
        return false;
    }

    public void Complete() => _queue.Writer.TryComplete();
}
