using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>close(2): the errno. On Linux the descriptor is gone whatever the answer is.</summary>
    internal static int TryClose(int descriptor) => ErrnoOf(close(descriptor));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int close(int descriptor);
}
