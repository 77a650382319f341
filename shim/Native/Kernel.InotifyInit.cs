using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int IN_NONBLOCK = 0x800;
    private const int IN_CLOEXEC = 0x80000;

    /// <summary>inotify_init1(2).</summary>
    public static SafeFileDescriptor InotifyInit()
    {
        int result = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(inotify_init1));

        return new SafeFileDescriptor(result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int inotify_init1(int flags);
}
