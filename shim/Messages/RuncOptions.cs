using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Messages;

/// <summary>containerd.runc.v1.Options.</summary>
internal sealed record RuncOptions
{
    /// <summary>(1) No pivot_root(2).</summary>
    public bool NoPivotRoot { get; init; }

    /// <summary>(2) No session keyring of its own.</summary>
    public bool NoNewKeyring { get; init; }

    /// <summary>(3) The cgroup of the shim.</summary>
    public string ShimCgroup { get; init; } = string.Empty;

    /// <summary>(4) The owner of the standard streams.</summary>
    public uint IoUid { get; init; }

    /// <summary>(5) Their group.</summary>
    public uint IoGid { get; init; }

    /// <summary>(6) The runtime program; empty for the default.</summary>
    public string BinaryName { get; init; } = string.Empty;

    /// <summary>(7) The directory of its state; empty for the default.</summary>
    public string Root { get; init; } = string.Empty;

    /// <summary>(9) Cgroups are made by systemd.</summary>
    public bool SystemdCgroup { get; init; }

    /// <summary>(10) Where criu keeps images.</summary>
    public string CriuImagePath { get; init; } = string.Empty;

    /// <summary>(11) Where criu works.</summary>
    public string CriuWorkPath { get; init; } = string.Empty;

    /// <exception cref="InvalidDataException">The message is broken.</exception>
    public static RuncOptions Parse(ReadOnlySpan<byte> message)
    {
        RuncOptions result = new();
        WireReader reader = new(message);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case 1:
                    result = result with { NoPivotRoot = reader.Flag() };
                    break;
                case 2:
                    result = result with { NoNewKeyring = reader.Flag() };
                    break;
                case 3:
                    result = result with { ShimCgroup = reader.Text() };
                    break;
                case 4:
                    result = result with { IoUid = (uint)reader.Number() };
                    break;
                case 5:
                    result = result with { IoGid = (uint)reader.Number() };
                    break;
                case 6:
                    result = result with { BinaryName = reader.Text() };
                    break;
                case 7:
                    result = result with { Root = reader.Text() };
                    break;
                case 9:
                    result = result with { SystemdCgroup = reader.Flag() };
                    break;
                case 10:
                    result = result with { CriuImagePath = reader.Text() };
                    break;
                case 11:
                    result = result with { CriuWorkPath = reader.Text() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return result;
    }

    /// <summary>The type of these options.</summary>
    public const string TypeName = "containerd.runc.v1.Options";

    /// <summary>What an Any in a request says: nothing stands for the defaults.</summary>
    /// <exception cref="StatusException">It is of another type.</exception>
    public static RuncOptions Of(AnyValue? options)
        => options is null || (options.TypeUrl.Length == 0 && options.Value.Length == 0) ? new RuncOptions()
            : options.TypeName == TypeName ? Parse(options.Value)
            : throw StatusException.InvalidArgument($"options of type \"{options.TypeUrl}\" are none of this runtime, which takes {TypeName}");
}
