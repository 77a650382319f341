using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>geteuid(2).</summary>
    public static uint GetEffectiveUid() => geteuid();

    [LibraryImport(LibraryName)]
    private static partial uint geteuid();
}
