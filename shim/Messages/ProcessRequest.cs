using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>What most requests of the task service are: a container, and an exec in it or nothing for its init.</summary>
internal sealed record ProcessRequest
{
    /// <summary>(1) The container.</summary>
    public string Id { get; private init; } = string.Empty;

    /// <summary>(2) The exec, empty for the init.</summary>
    public string ExecId { get; private init; } = string.Empty;

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static ProcessRequest Parse(ReadOnlySpan<byte> message)
    {
        ProcessRequest result = new();
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
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }
}
