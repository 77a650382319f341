using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Oci;
using ProtoDescriptor = PluginHost.Proto.Types.Descriptor;
using ProtoMount = PluginHost.Proto.Types.Mount;
using ProtoTimestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace PluginHost.Plugins.GrpcServices;

/// <summary>The types that all services share, from message to record and back.</summary>
internal static class Wire
{
    public static AnyValue? ToRecord(this Any? any) => any is null ? null : new AnyValue(any.TypeUrl, any.Value.Memory);

    public static Any? ToMessage(this AnyValue? value)
        => value is null ? null : new Any { TypeUrl = value.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(value.Value) };

    public static Timestamp ToRecord(this ProtoTimestamp moment) => new(moment.Seconds, moment.Nanos);

    public static ProtoTimestamp ToMessage(this Timestamp moment) => new() { Seconds = moment.Seconds, Nanos = moment.Nanoseconds };

    public static Mount ToRecord(this ProtoMount mount) => new(mount.Type, mount.Source, [.. mount.Options]) { Target = mount.Target };

    public static ProtoMount ToMessage(this Mount mount)
        => new() { Type = mount.Type, Source = mount.Source, Target = mount.Target, Options = { mount.Options } };

    public static Descriptor ToRecord(this ProtoDescriptor descriptor) => new()
    {
        MediaType = descriptor.MediaType,
        Digest = Digest.TryParse(descriptor.Digest, out Digest digest) ? digest : default,
        Size = descriptor.Size,
        Annotations = new Dictionary<string, string>(descriptor.Annotations),
    };

    public static ProtoDescriptor ToMessage(this Descriptor descriptor)
    {
        ProtoDescriptor message = new() { MediaType = descriptor.MediaType, Digest = descriptor.Digest.ToString(), Size = descriptor.Size };
        message.Annotations.Fill(descriptor.Annotations);
        return message;
    }

    /// <summary>Puts the entries of a record's dictionary into a message's map.</summary>
    public static void Fill<T>(this IDictionary<string, T> map, IReadOnlyDictionary<string, T> entries)
    {
        foreach ((string key, T value) in entries)
        {
            map[key] = value;
        }
    }

    /// <summary>The paths of a mask; none when the mask is absent.</summary>
    public static IReadOnlyList<string> ToPaths(this FieldMask? mask) => mask is null ? [] : mask.Paths;

    /// <summary>A message that must be there. Where containerd would crash the answer is InvalidArgument.</summary>
    public static T Require<T>(this T? message, string name)
        where T : class
        => message ?? throw DaemonException.InvalidArgument($"{name} must be set");

    /// <summary>A digest that must be one.</summary>
    public static Digest ParseDigest(string text)
    {
        try
        {
            return Digest.Parse(text);
        }
        catch (DigestFormatException error)
        {
            throw DaemonException.Of(ErrorKind.InvalidArgument, error.Message, error);
        }
    }
}
