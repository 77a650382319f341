using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>posix_spawnp(3): the errno; the new process. The program is looked up in PATH unless it has a slash.</summary>
    public static int TrySpawn(string program, byte[] actions, byte[] attributes, nint[] arguments, nint[] environment, out int pid)
        => posix_spawnp(out pid, program, actions, attributes, arguments, environment);

    [LibraryImport(LibraryName, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(out int pid, string program, byte[] actions, byte[] attributes, nint[] arguments, nint[] environment);
}
