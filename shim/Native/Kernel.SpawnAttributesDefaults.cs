using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>posix_spawnattr_setsigdefault(3): the signals that have their default action in the new process.</summary>
    public static void SetSpawnDefaults(byte[] attributes, SignalSet signals)
        => LinuxException.ThrowIf(posix_spawnattr_setsigdefault(attributes, in signals), nameof(posix_spawnattr_setsigdefault));

    [LibraryImport(LibraryName)]
    private static partial int posix_spawnattr_setsigdefault(byte[] attributes, in SignalSet signals);
}
