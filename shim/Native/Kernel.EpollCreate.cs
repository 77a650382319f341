using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>epoll_create1(2), close-on-exec.</summary>
    public static SafeFileDescriptor EpollCreate()
    {
        int result = epoll_create1((int)OpenFlags.O_CLOEXEC);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(epoll_create1));

        return new SafeFileDescriptor(result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int epoll_create1(int flags);
}
