using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>Sockets of shims (containerd pkg/shim/util_unix.go).</summary>
internal static class ShimSockets
{
    /// <summary>The name that a shim derives for its socket from those of the daemon's and of the task.</summary>
    public static string Name(string grpcAddress, string @namespace, string group)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{grpcAddress}/{@namespace}/{group}")));

    /// <summary>Removes a socket on which nobody listens.</summary>
    /// <exception cref="IOException">Somebody does.</exception>
    public static async Task RemoveDeadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }

        throw new IOException("somebody listens there");
    }
}
