using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    public const short POSIX_SPAWN_SETPGROUP = 0x02;
    public const short POSIX_SPAWN_SETSIGDEF = 0x04;
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;

    /// <summary>posix_spawnattr_setflags(3): which of the attributes count. The process group is a new one unless one was set.</summary>
    public static void SetSpawnFlags(byte[] attributes, short flags)
        => LinuxException.ThrowIf(posix_spawnattr_setflags(attributes, flags), nameof(posix_spawnattr_setflags));

    [LibraryImport(LibraryName)]
    private static partial int posix_spawnattr_setflags(byte[] attributes, short flags);
}
