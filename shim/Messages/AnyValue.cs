using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>google.protobuf.Any: bytes of a named type.</summary>
internal sealed record AnyValue
{
    /// <summary>(1) The type.</summary>
    public string TypeUrl { get; private init; } = string.Empty;

    /// <summary>(2) Its bytes.</summary>
    public byte[] Value { get; private init; } = [];

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static AnyValue Parse(ReadOnlySpan<byte> message)
    {
        AnyValue result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { TypeUrl = reader.Text() };
                    break;
                case 2:
                    result = result with { Value = reader.Bytes().ToArray() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }

    /// <summary>The name of the type without the host that may stand before it.</summary>
    public string TypeName => TypeUrl[(TypeUrl.LastIndexOf('/') + 1)..];
}
