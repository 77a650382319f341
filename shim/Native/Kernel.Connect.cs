using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>connect(2): the errno; EAGAIN if the other side's queue is full.</summary>
    public static int TryConnect(SafeFileDescriptor socket, byte[] address) => ErrnoOf(connect(socket, address, (uint)address.Length));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int connect(SafeFileDescriptor socket, byte[] address, uint size);
}
