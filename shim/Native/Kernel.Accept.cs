using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>accept4(2): the errno, EAGAIN if nobody waits; the connection does not block.</summary>
    public static int TryAccept(SafeFileDescriptor listener, out SafeFileDescriptor connection)
    {
        int result = accept4(listener, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
        connection = new SafeFileDescriptor(result, ownsHandle: true);

        return ErrnoOf(result);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int accept4(SafeFileDescriptor listener, nint address, nint size, int flags);
}
