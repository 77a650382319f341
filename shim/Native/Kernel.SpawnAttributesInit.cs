using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    // posix_spawnattr_t has 336 bytes and no pointers.
    private const int SpawnAttributesSize = 512;

    /// <summary>posix_spawnattr_init(3).</summary>
    public static byte[] SpawnAttributes()
    {
        byte[] attributes = new byte[SpawnAttributesSize];
        LinuxException.ThrowIf(posix_spawnattr_init(attributes), nameof(posix_spawnattr_init));

        return attributes;
    }

    [LibraryImport(LibraryName)]
    private static partial int posix_spawnattr_init(byte[] attributes);
}
