namespace PluginHost.Rpc.Wire;

/// <summary>How the value of a protobuf field is written (protobuf.dev, "Encoding").</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}
