using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginHost.Mounts;
using PluginHost.Oci;
using ProtoDescriptor = PluginHost.Proto.Types.Descriptor;
using ProtoMount = PluginHost.Proto.Types.Mount;
using ProtoTimestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace PluginHost.Plugins.Proxy;

/// <summary>The types that all services share, from record to message and back.</summary>
internal static class Messages
{
    public static Any ToMessage(this AnyValue value) => new() { TypeUrl = value.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(value.Value) };

    public static ProtoTimestamp ToMessage(this Timestamp moment) => new() { Seconds = moment.Seconds, Nanos = moment.Nanoseconds };

    /// <summary>One that is missing is the epoch, as for containerd.</summary>
    public static Timestamp ToRecord(this ProtoTimestamp? moment) => moment is null ? default : new Timestamp(moment.Seconds, moment.Nanos);

    public static Mount ToRecord(this ProtoMount mount) => new(mount.Type, mount.Source, [.. mount.Options]) { Target = mount.Target };

    public static ProtoMount ToMessage(this Mount mount)
        => new() { Type = mount.Type, Source = mount.Source, Target = mount.Target, Options = { mount.Options } };

    public static Descriptor ToRecord(this ProtoDescriptor? descriptor) => descriptor is null ? new Descriptor { MediaType = "" } : new Descriptor
    {
        MediaType = descriptor.MediaType,
        Digest = ToDigest(descriptor.Digest),
        Size = descriptor.Size,
        Annotations = new Dictionary<string, string>(descriptor.Annotations),
    };

    public static ProtoDescriptor ToMessage(this Descriptor descriptor)
    {
        ProtoDescriptor message = new() { MediaType = descriptor.MediaType, Digest = descriptor.Digest.ToString(), Size = descriptor.Size };
        message.Annotations.Fill(descriptor.Annotations);
        return message;
    }

    /// <summary>Empty for a text that is none.</summary>
    public static Digest ToDigest(string text) => Digest.TryParse(text, out Digest digest) ? digest : default;

    /// <summary>Puts the entries of a record's dictionary into a message's map.</summary>
    public static void Fill(this IDictionary<string, string> map, IReadOnlyDictionary<string, string> entries)
    {
        foreach ((string key, string value) in entries)
        {
            map[key] = value;
        }
    }
}
