using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>KillRequest.</summary>
internal sealed record KillRequest
{
    /// <summary>(1) The container.</summary>
    public string Id { get; private init; } = string.Empty;

    /// <summary>(2) The exec, empty for the init.</summary>
    public string ExecId { get; private init; } = string.Empty;

    /// <summary>(3) The number of the signal.</summary>
    public uint Signal { get; private init; }

    /// <summary>(4) Whether all processes of the container get it.</summary>
    public bool All { get; private init; }

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static KillRequest Parse(ReadOnlySpan<byte> message)
    {
        KillRequest result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { Id = reader.Text() };
                    break;
                case 2:
                    result = result with { ExecId = reader.Text() };
                    break;
                case 3:
                    result = result with { Signal = (uint)reader.Number() };
                    break;
                case 4:
                    result = result with { All = reader.Flag() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }
}
