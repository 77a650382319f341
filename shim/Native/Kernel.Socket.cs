using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>socket(2): a unix stream socket that does not block.</summary>
    public static SafeFileDescriptor UnixSocket()
    {
        int result = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        LinuxException.ThrowIf(ErrnoOf(result), nameof(socket));

        return new SafeFileDescriptor(result, ownsHandle: true);
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);
}
