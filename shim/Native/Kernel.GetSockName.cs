using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>getsockname(2): the path to which a unix socket is bound, or null.</summary>
    public static string? BoundPath(SafeFileDescriptor socket)
    {
        byte[] address = new byte[128];
        uint size = (uint)address.Length;
        LinuxException.ThrowIf(ErrnoOf(getsockname(socket, address, ref size)), nameof(getsockname), socket);

        return UnixAddress.PathOf(address.AsSpan(0, (int)size));
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int getsockname(SafeFileDescriptor socket, byte[] address, ref uint size);
}
