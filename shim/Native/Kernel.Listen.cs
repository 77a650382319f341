using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>listen(2) with as many waiting connections as the kernel allows.</summary>
    public static void Listen(SafeFileDescriptor socket) => LinuxException.ThrowIf(ErrnoOf(listen(socket, int.MaxValue)), nameof(listen));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int listen(SafeFileDescriptor socket, int backlog);
}
