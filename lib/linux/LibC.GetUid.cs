using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>getuid(2).</summary>
    public static uint GetUid() => getuid();

    [LibraryImport(LibraryName)]
    private static partial uint getuid();
}
