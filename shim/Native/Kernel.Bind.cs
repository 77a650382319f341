using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    /// <summary>bind(2): the errno; EADDRINUSE if the path is there already.</summary>
    public static int TryBind(SafeFileDescriptor socket, byte[] address) => ErrnoOf(bind(socket, address, (uint)address.Length));

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int bind(SafeFileDescriptor socket, byte[] address, uint size);
}
