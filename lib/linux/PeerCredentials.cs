using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PluginHost.Linux;

/// <summary>Who is at the other end of a unix socket (unix(7), SO_PEERCRED): as it was when the connection was made.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Uid">Its user.</param>
/// <param name="Gid">Its group.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid)
{
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;

    /// <summary>Asks the kernel.</summary>
    /// <exception cref="SocketException">It is no connected unix socket.</exception>
    public static PeerCredentials Of(Socket socket)
    {
        Span<byte> buffer = stackalloc byte[12];
        _ = socket.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, buffer);

        return MemoryMarshal.Read<PeerCredentials>(buffer);
    }
}
