using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>posix_spawnattr_setsigmask(3): the signals that are blocked in the new process.</summary>
    public static void SetSpawnMask(byte[] attributes, SignalSet blocked)
        => LinuxException.ThrowIf(posix_spawnattr_setsigmask(attributes, in blocked), nameof(posix_spawnattr_setsigmask));

    [LibraryImport(LibraryName)]
    private static partial int posix_spawnattr_setsigmask(byte[] attributes, in SignalSet blocked);
}
