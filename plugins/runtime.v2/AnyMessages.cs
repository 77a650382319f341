using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using ProtoTimestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace PluginHost.Plugins.Runtime;

/// <summary>Values that are passed through, and times, from record to message and back.</summary>
internal static class AnyMessages
{
    public static Any? Pack(AnyValue? value)
        => value is null ? null : new Any { TypeUrl = value.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(value.Value) };

    public static AnyValue? Unpack(Any? any) => any is null ? null : new AnyValue(any.TypeUrl, any.Value.Memory);

    /// <summary>Shims send year 1 for "not yet"; one that sends nothing means the same.</summary>
    public static Timestamp Time(ProtoTimestamp? moment)
        => moment is null ? Timestamp.Zero : new Timestamp(moment.Seconds, moment.Nanos);
}
