using System.Net.Sockets;
using PluginHost.Errors;

namespace PluginHost.Rpc;

/// <summary>Connections to unix sockets.</summary>
internal static class UnixSockets
{
    /// <summary>A connected stream socket.</summary>
    /// <exception cref="DaemonException">Unavailable: nobody listens there. InvalidArgument: the path is too long.</exception>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        UnixDomainSocketEndPoint endPoint;
        try
        {
            endPoint = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw DaemonException.Of(ErrorKind.InvalidArgument, $"dial unix {path}: the path is empty or too long for a socket", e);
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw DaemonException.Of(ErrorKind.Unavailable, $"dial unix {path}: {Reason(e, path)}", e);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    // The runtime's words for a path that is not there speak of an address that cannot be assigned.
    private static string Reason(SocketException error, string path)
        => error.SocketErrorCode == SocketError.AddressNotAvailable && !File.Exists(path) ? "no such file or directory" : error.Message;
}
