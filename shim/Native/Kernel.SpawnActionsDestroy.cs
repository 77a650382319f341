using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>posix_spawn_file_actions_destroy(3).</summary>
    public static void FreeSpawnActions(byte[] actions) => _ = posix_spawn_file_actions_destroy(actions);

    [LibraryImport(LibraryName)]
    private static partial int posix_spawn_file_actions_destroy(byte[] actions);
}
