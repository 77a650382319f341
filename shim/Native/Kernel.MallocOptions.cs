using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int M_ARENA_MAX = -8;

    /// <summary>mallopt(3): one arena for all threads; each further one would keep memory that nobody uses.</summary>
    public static void UseOneArena() => _ = mallopt(M_ARENA_MAX, 1);

    [LibraryImport(LibraryName)]
    private static partial int mallopt(int option, int value);
}
