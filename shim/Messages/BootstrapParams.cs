using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>containerd.runtime.bootstrap.v1.BootstrapParams.</summary>
internal sealed record BootstrapParams
{
    /// <summary>(1) The task.</summary>
    public string InstanceId { get; private init; } = string.Empty;

    /// <summary>(2) Its namespace.</summary>
    public string Namespace { get; private init; } = string.Empty;

    /// <summary>(8) The value(1) of the first extension: runtime options.</summary>
    public AnyValue? Options { get; private init; }

    /// <summary>(9) Where the socket goes; empty for the default.</summary>
    public string SocketDirectory { get; private init; } = string.Empty;

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static BootstrapParams Parse(ReadOnlySpan<byte> message)
    {
        BootstrapParams result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { InstanceId = reader.Text() };
                    break;
                case 2:
                    result = result with { Namespace = reader.Text() };
                    break;
                case 8:
                    result = result with { Options = result.Options ?? ParseExtension(reader.Bytes()) };
                    break;
                case 9:
                    result = result with { SocketDirectory = reader.Text() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }

    private static AnyValue? ParseExtension(ReadOnlySpan<byte> message)
    {
        AnyValue? value = null;
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            if (field == 1)
            {
                value = AnyValue.Parse(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }

        return value;
    }
}
