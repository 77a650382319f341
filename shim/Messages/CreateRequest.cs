using PluginHost.Linux.Mounting;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>CreateTaskRequest.</summary>
internal sealed record CreateRequest
{
    /// <summary>(1) The container.</summary>
    public string Id { get; private init; } = string.Empty;

    /// <summary>(2) Its directory.</summary>
    public string Bundle { get; private init; } = string.Empty;

    /// <summary>(3) What is mounted on its rootfs.</summary>
    public IReadOnlyList<MountEntry> Rootfs { get; private init; } = [];

    /// <summary>(4) Whether it has a terminal.</summary>
    public bool Terminal { get; private init; }

    /// <summary>(5) Where its input comes from.</summary>
    public string Stdin { get; private init; } = string.Empty;

    /// <summary>(6) Where its output goes.</summary>
    public string Stdout { get; private init; } = string.Empty;

    /// <summary>(7) Where its errors go.</summary>
    public string Stderr { get; private init; } = string.Empty;

    /// <summary>(8) The checkpoint from which it is restored, or nothing.</summary>
    public string Checkpoint { get; private init; } = string.Empty;

    /// <summary>(9) What that one builds on.</summary>
    public string ParentCheckpoint { get; private init; } = string.Empty;

    /// <summary>(10) Runtime options.</summary>
    public AnyValue? Options { get; private init; }

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static CreateRequest Parse(ReadOnlySpan<byte> message)
    {
        CreateRequest result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { Id = reader.Text() };
                    break;
                case 2:
                    result = result with { Bundle = reader.Text() };
                    break;
                case 3:
                    result = result with { Rootfs = [.. result.Rootfs, ParseMount(reader.Bytes())] };
                    break;
                case 4:
                    result = result with { Terminal = reader.Flag() };
                    break;
                case 5:
                    result = result with { Stdin = reader.Text() };
                    break;
                case 6:
                    result = result with { Stdout = reader.Text() };
                    break;
                case 7:
                    result = result with { Stderr = reader.Text() };
                    break;
                case 8:
                    result = result with { Checkpoint = reader.Text() };
                    break;
                case 9:
                    result = result with { ParentCheckpoint = reader.Text() };
                    break;
                case 10:
                    result = result with { Options = AnyValue.Parse(reader.Bytes()) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }

    // containerd.types.Mount: type(1), source(2), target(3), options(4).
    private static MountEntry ParseMount(ReadOnlySpan<byte> message)
    {
        MountEntry mount = new(string.Empty, string.Empty, string.Empty, []);
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    mount = mount with { Type = reader.Text() };
                    break;
                case 2:
                    mount = mount with { Source = reader.Text() };
                    break;
                case 3:
                    mount = mount with { Target = reader.Text() };
                    break;
                case 4:
                    mount = mount with { Options = [.. mount.Options, reader.Text()] };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return mount;
    }
}
