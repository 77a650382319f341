using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>posix_spawn_file_actions_adddup2(3).</summary>
    public static void SpawnWithDescriptor(byte[] actions, int descriptor, int number)
        => LinuxException.ThrowIf(posix_spawn_file_actions_adddup2(actions, descriptor, number), nameof(posix_spawn_file_actions_adddup2));

    [LibraryImport(LibraryName)]
    private static partial int posix_spawn_file_actions_adddup2(byte[] actions, int descriptor, int number);
}
