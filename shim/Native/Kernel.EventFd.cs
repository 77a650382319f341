using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int EFD_NONBLOCK = 0x800;
    private const int EFD_CLOEXEC = 0x80000;

    /// <summary>eventfd(2): a counter that wakes its reader.</summary>
    public static SafeFileDescriptor EventFd()
    {
        int result = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(eventfd));

        return new SafeFileDescriptor(result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);
}
