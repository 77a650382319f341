using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>containerd.runc.v1.CheckpointOptions.</summary>
internal sealed record CheckpointOptions
{
    /// <summary>(1) Whether the container ends with the checkpoint.</summary>
    public bool Exit { get; private init; }

    /// <summary>(2) Whether open connections are kept.</summary>
    public bool OpenTcp { get; private init; }

    /// <summary>(3) Whether unix sockets to the outside are allowed.</summary>
    public bool ExternalUnixSockets { get; private init; }

    /// <summary>(4) Whether terminals are allowed.</summary>
    public bool Terminal { get; private init; }

    /// <summary>(5) Whether file locks are kept.</summary>
    public bool FileLocks { get; private init; }

    /// <summary>(6) Namespaces that are left empty.</summary>
    public IReadOnlyList<string> EmptyNamespaces { get; private init; } = [];

    /// <summary>(8) Where the image goes.</summary>
    public string ImagePath { get; private init; } = string.Empty;

    /// <summary>(9) Where criu works.</summary>
    public string WorkPath { get; private init; } = string.Empty;

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static CheckpointOptions Parse(ReadOnlySpan<byte> message)
    {
        CheckpointOptions result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { Exit = reader.Flag() };
                    break;
                case 2:
                    result = result with { OpenTcp = reader.Flag() };
                    break;
                case 3:
                    result = result with { ExternalUnixSockets = reader.Flag() };
                    break;
                case 4:
                    result = result with { Terminal = reader.Flag() };
                    break;
                case 5:
                    result = result with { FileLocks = reader.Flag() };
                    break;
                case 6:
                    result = result with { EmptyNamespaces = [.. result.EmptyNamespaces, reader.Text()] };
                    break;
                case 8:
                    result = result with { ImagePath = reader.Text() };
                    break;
                case 9:
                    result = result with { WorkPath = reader.Text() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }
}
