using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using PluginHost.Errors;

namespace PluginHost.Rpc.Server;

/// <summary>A TCP port.</summary>
/// <param name="EndPoint">Address and port; port 0 lets the kernel choose.</param>
/// <param name="Authentication">The server's certificate and what is asked of clients; null: no TLS.</param>
public sealed record TcpEndpoint(IPEndPoint EndPoint, SslServerAuthenticationOptions? Authentication) : GrpcEndpoint
{
    internal override EndPoint Address => EndPoint;

    internal override SslServerAuthenticationOptions? Tls => Authentication;

    internal override Socket Bind()
    {
        Socket socket = new(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (EndPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(EndPoint);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw DaemonException.Of(ErrorKind.Unavailable, $"listen on {EndPoint}: {error.Message}", error);
        }
    }
}
