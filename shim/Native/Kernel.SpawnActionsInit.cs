using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    // posix_spawn_file_actions_t has 80 bytes and no pointers into itself; room for libraries to come.
    private const int SpawnActionsSize = 256;

    /// <summary>posix_spawn_file_actions_init(3).</summary>
    public static byte[] SpawnActions()
    {
        byte[] actions = new byte[SpawnActionsSize];
        LinuxException.ThrowIf(posix_spawn_file_actions_init(actions), nameof(posix_spawn_file_actions_init));

        return actions;
    }

    [LibraryImport(LibraryName)]
    private static partial int posix_spawn_file_actions_init(byte[] actions);
}
