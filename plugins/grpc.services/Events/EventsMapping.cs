using PluginHost.Events;
using PluginHost.Proto.Types;

namespace PluginHost.Plugins.GrpcServices.Events;

internal static class EventsMapping
{
    // A missing time is the epoch, which containerd lets pass.
    public static EventEnvelope ToRecord(this Envelope message)
        => new(message.Timestamp?.ToRecord() ?? default, message.Namespace, message.Topic, message.Event.ToRecord());

    public static Envelope ToMessage(this EventEnvelope record) => new()
    {
        Timestamp = record.Timestamp.ToMessage(),
        Namespace = record.Namespace,
        Topic = record.Topic,
        Event = record.Event.ToMessage(),
    };
}
