using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>UpdateTaskRequest.</summary>
internal sealed record UpdateRequest
{
    /// <summary>(1) The container.</summary>
    public string Id { get; private init; } = string.Empty;

    /// <summary>(2) LinuxResources in JSON.</summary>
    public AnyValue? Resources { get; private init; }

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static UpdateRequest Parse(ReadOnlySpan<byte> message)
    {
        UpdateRequest result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { Id = reader.Text() };
                    break;
                case 2:
                    result = result with { Resources = AnyValue.Parse(reader.Bytes()) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }
}
