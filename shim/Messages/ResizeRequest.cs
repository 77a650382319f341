using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>ResizePtyRequest.</summary>
internal sealed record ResizeRequest
{
    /// <summary>(1) The container.</summary>
    public string Id { get; private init; } = string.Empty;

    /// <summary>(2) The exec, empty for the init.</summary>
    public string ExecId { get; private init; } = string.Empty;

    /// <summary>(3) Columns.</summary>
    public uint Width { get; private init; }

    /// <summary>(4) Rows.</summary>
    public uint Height { get; private init; }

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static ResizeRequest Parse(ReadOnlySpan<byte> message)
    {
        ResizeRequest result = new();
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
                    result = result with { Width = (uint)reader.Number() };
                    break;
                case 4:
                    result = result with { Height = (uint)reader.Number() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }
}
