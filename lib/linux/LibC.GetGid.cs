using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>getgid(2).</summary>
    public static uint GetGid() => getgid();

    [LibraryImport(LibraryName)]
    private static partial uint getgid();
}
