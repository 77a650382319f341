using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>ExecProcessRequest.</summary>
internal sealed record ExecRequest
{
    /// <summary>(1) The container.</summary>
    public string Id { get; private init; } = string.Empty;

    /// <summary>(2) The exec.</summary>
    public string ExecId { get; private init; } = string.Empty;

    /// <summary>(3) Whether it has a terminal.</summary>
    public bool Terminal { get; private init; }

    /// <summary>(4) Where its input comes from.</summary>
    public string Stdin { get; private init; } = string.Empty;

    /// <summary>(5) Where its output goes.</summary>
    public string Stdout { get; private init; } = string.Empty;

    /// <summary>(6) Where its errors go.</summary>
    public string Stderr { get; private init; } = string.Empty;

    /// <summary>(7) The process as OCI describes it, in JSON.</summary>
    public AnyValue? Spec { get; private init; }

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static ExecRequest Parse(ReadOnlySpan<byte> message)
    {
        ExecRequest result = new();
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
                    result = result with { Terminal = reader.Flag() };
                    break;
                case 4:
                    result = result with { Stdin = reader.Text() };
                    break;
                case 5:
                    result = result with { Stdout = reader.Text() };
                    break;
                case 6:
                    result = result with { Stderr = reader.Text() };
                    break;
                case 7:
                    result = result with { Spec = AnyValue.Parse(reader.Bytes()) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }
}
