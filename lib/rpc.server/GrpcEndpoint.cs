using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace PluginHost.Rpc.Server;

/// <summary>Where a <see cref="GrpcServer"/> listens.</summary>
public abstract record GrpcEndpoint
{
    /// <summary>A socket that is bound but does not listen yet.</summary>
    internal abstract Socket Bind();

    /// <summary>What Kestrel calls the endpoint.</summary>
    internal abstract EndPoint Address { get; }

    /// <summary>Null: no TLS.</summary>
    internal virtual SslServerAuthenticationOptions? Tls => null;
}
