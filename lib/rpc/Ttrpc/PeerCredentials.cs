using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>Who is at the other end of a unix socket, as the kernel saw it at connect or listen (unix(7), SO_PEERCRED).</summary>
/// <param name="ProcessId">0 when the process lives in another pid namespace, or is not asked for.</param>
/// <param name="UserId">Effective user id.</param>
/// <param name="GroupId">Effective group id.</param>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId)
{
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;
    private const int UcredSize = 12;
    private const int EffectiveIdColumn = 2;

    /// <summary>The peer of a connected unix socket.</summary>
    /// <exception cref="SocketException">The socket is not connected, or not a unix socket.</exception>
    public static PeerCredentials Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Span<byte> ucred = stackalloc byte[UcredSize];
        socket.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, ucred);
        ReadOnlySpan<int> fields = MemoryMarshal.Cast<byte, int>(ucred);
        return new PeerCredentials(fields[0], (uint)fields[1], (uint)fields[2]);
    }

    /// <summary>This process with its effective ids (proc(5), /proc/self/status).</summary>
    /// <exception cref="IOException">/proc is not mounted or has another form.</exception>
    public static PeerCredentials OfThisProcess()
    {
        uint? user = null;
        uint? group = null;
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            user ??= EffectiveId(line, "Uid:");
            group ??= EffectiveId(line, "Gid:");
        }

        return user is { } userId && group is { } groupId
            ? new PeerCredentials(Environment.ProcessId, userId, groupId)
            : throw new IOException("/proc/self/status has no Uid and Gid lines: mount proc to check the credentials of peers");
    }

    private static uint? EffectiveId(string line, string key)
    {
        if (!line.StartsWith(key, StringComparison.Ordinal))
        {
            return null;
        }

        string[] columns = line.Split('\t', StringSplitOptions.TrimEntries);
        return columns.Length > EffectiveIdColumn && uint.TryParse(columns[EffectiveIdColumn], CultureInfo.InvariantCulture, out uint id)
            ? id
            : null;
    }
}
