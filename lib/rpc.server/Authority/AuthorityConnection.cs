using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PluginHost.Rpc.Server.Authority;

/// <summary>
/// Lets clients name what they like as <c>:authority</c> on a unix socket, as grpc-go does. Several send the socket's path, percent-encoded
/// or not, which Kestrel refuses with PROTOCOL_ERROR, and has no option to accept.
/// </summary>
internal static class AuthorityConnection
{
    /// <summary>Sets an endpoint up.</summary>
    public static void AcceptAnyAuthority(this ListenOptions listen)
        => listen.Use(next => connection => RunAsync(connection, next));

    private static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        IDuplexPipe transport = connection.Transport;
        AuthorityInput input = new(transport.Input);
        Task passing = input.RunAsync();
        connection.Transport = new DuplexPipe(input, transport.Output);
        try
        {
            await next(connection);
        }
        finally
        {
            input.Complete();
            await passing;
            connection.Transport = transport;
        }
    }
}
