using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary>Flags of open(2), with the values of x86-64; <see cref="OpenFlagsExtensions.ToNative"/> gives those of the machine.</summary>
[Flags]
public enum OpenFlags
{
    O_RDONLY = 0,
    O_WRONLY = 0x1,
    O_RDWR = 0x2,
    O_CREAT = 0x40,
    O_EXCL = 0x80,
    O_NOCTTY = 0x100,
    O_TRUNC = 0x200,
    O_APPEND = 0x400,
    O_NONBLOCK = 0x800,
    O_DSYNC = 0x1000,
    O_DIRECT = 0x4000,
    O_DIRECTORY = 0x10000,
    O_NOFOLLOW = 0x20000,
    O_NOATIME = 0x40000,
    O_CLOEXEC = 0x80000,
    O_PATH = 0x200000,
}

/// <summary>The machine's values of <see cref="OpenFlags"/>.</summary>
internal static class OpenFlagsExtensions
{
    private const OpenFlags Differing = OpenFlags.O_DIRECT | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    private static readonly bool HasArmFlags = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>The flags as this machine's kernel numbers them: arm and arm64 have three that differ (asm/fcntl.h).</summary>
    public static int ToNative(this OpenFlags flags)
    {
        if (!HasArmFlags || (flags & Differing) == 0)
        {
            return (int)flags;
        }

        int native = (int)(flags & ~Differing);
        native |= flags.HasFlag(OpenFlags.O_DIRECTORY) ? 0x4000 : 0;
        native |= flags.HasFlag(OpenFlags.O_NOFOLLOW) ? 0x8000 : 0;
        native |= flags.HasFlag(OpenFlags.O_DIRECT) ? 0x10000 : 0;

        return native;
    }
}
