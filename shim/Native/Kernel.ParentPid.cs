using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>getppid(2).</summary>
    public static int ParentPid() => getppid();

    [LibraryImport(LibraryName)]
    private static partial int getppid();
}
