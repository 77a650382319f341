using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>umask(2): sets the process's mask and returns the one before. It is one for all threads.</summary>
    public static uint Umask(uint mask) => umask(mask);

    [LibraryImport(LibraryName)]
    private static partial uint umask(uint mask);
}
