using System.Runtime.InteropServices;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

internal static partial class Kernel
{
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;

    /// <summary>getsockopt(2) SO_PEERCRED: the errno; who made the connection.</summary>
    public static int TryGetPeer(SafeFileDescriptor connection, out PeerCredentials peer)
    {
        uint size = 12;

        return ErrnoOf(getsockopt(connection, SOL_SOCKET, SO_PEERCRED, out peer, ref size));
    }

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int getsockopt(SafeFileDescriptor socket, int level, int option, out PeerCredentials value, ref uint size);
}
