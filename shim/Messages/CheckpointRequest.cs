using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>CheckpointTaskRequest.</summary>
internal sealed record CheckpointRequest
{
    /// <summary>(1) The container.</summary>
    public string Id { get; private init; } = string.Empty;

    /// <summary>(2) Where the image goes.</summary>
    public string Path { get; private init; } = string.Empty;

    /// <summary>(3) containerd.runc.v1.CheckpointOptions.</summary>
    public AnyValue? Options { get; private init; }

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static CheckpointRequest Parse(ReadOnlySpan<byte> message)
    {
        CheckpointRequest result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { Id = reader.Text() };
                    break;
                case 2:
                    result = result with { Path = reader.Text() };
                    break;
                case 3:
                    result = result with { Options = AnyValue.Parse(reader.Bytes()) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }
}
