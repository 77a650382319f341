using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginHost.Events;
using PluginHost.Proto.Events;
using ProtoTimestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace PluginHost.Plugins.EventExchange;

/// <summary>The daemon's events as messages of the wire.</summary>
internal static class EventMessages
{
    /// <summary>Type URL (the full message name) and bytes.</summary>
    public static AnyValue Pack(DaemonEvent @event)
    {
        IMessage message = Message(@event);
        return new AnyValue(message.Descriptor.FullName, message.ToByteArray());
    }

    private static IMessage Message(DaemonEvent @event) => @event switch
    {
        ContainerCreated e => new ContainerCreate
        {
            Id = e.Id,
            Image = e.Image,
            Runtime = new ContainerCreate.Types.Runtime { Name = e.RuntimeName, Options = Any(e.RuntimeOptions) },
        },
        ContainerUpdated e => new ContainerUpdate { Id = e.Id, Image = e.Image, Labels = { Map(e.Labels) }, SnapshotKey = e.SnapshotKey },
        ContainerDeleted e => new ContainerDelete { Id = e.Id },
        ImageCreated e => new ImageCreate { Name = e.Name, Labels = { Map(e.Labels) } },
        ImageUpdated e => new ImageUpdate { Name = e.Name, Labels = { Map(e.Labels) } },
        ImageDeleted e => new ImageDelete { Name = e.Name },
        NamespaceCreated e => new NamespaceCreate { Name = e.Name, Labels = { Map(e.Labels) } },
        NamespaceUpdated e => new NamespaceUpdate { Name = e.Name, Labels = { Map(e.Labels) } },
        NamespaceDeleted e => new NamespaceDelete { Name = e.Name },
        ContentCreated e => new ContentCreate { Digest = e.Digest, Size = e.Size },
        ContentDeleted e => new ContentDelete { Digest = e.Digest },
        SnapshotPrepared e => new SnapshotPrepare { Key = e.Key, Parent = e.Parent, Snapshotter = e.Snapshotter },
        SnapshotCommitted e => new SnapshotCommit { Key = e.Key, Name = e.Name, Snapshotter = e.Snapshotter },
        SnapshotRemoved e => new SnapshotRemove { Key = e.Key, Snapshotter = e.Snapshotter },
        TaskExited e => new Proto.Events.TaskExit
        {
            ContainerId = e.ContainerId,
            Id = e.Id,
            Pid = e.Pid,
            ExitStatus = e.ExitStatus,
            ExitedAt = Time(e.ExitedAt),
        },
        TaskDeleted e => new TaskDelete
        {
            ContainerId = e.ContainerId,
            Pid = e.Pid,
            ExitStatus = e.ExitStatus,
            ExitedAt = Time(e.ExitedAt),
        },
        _ => throw new ArgumentException($"{@event.GetType().Name} has no message", nameof(@event)),
    };

    // A map field takes no null; a dictionary of the record is copied as it is.
    private static Dictionary<string, string> Map(IReadOnlyDictionary<string, string> labels) => new(labels);

    private static Any? Any(AnyValue? value)
        => value is null ? null : new Any { TypeUrl = value.TypeUrl, Value = ByteString.CopyFrom(value.Value.Span) };

    private static ProtoTimestamp Time(Timestamp moment) => new() { Seconds = moment.Seconds, Nanos = moment.Nanoseconds };
}
