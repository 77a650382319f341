using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>unshare(2), for the calling thread: use a thread of its own that ends afterwards.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void Unshare(CloneFlags flags)
        => LinuxException.ThrowIf(TryUnshare(flags), nameof(unshare));

    /// <summary>As <see cref="Unshare"/>, with the errno as answer.</summary>
    public static int TryUnshare(CloneFlags flags)
        => ErrnoOf(unshare(flags));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int unshare(CloneFlags flags);
}
