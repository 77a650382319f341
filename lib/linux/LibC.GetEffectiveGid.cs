using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>getegid(2).</summary>
    public static uint GetEffectiveGid() => getegid();

    [LibraryImport(LibraryName)]
    private static partial uint getegid();
}
