using PluginHost.Host.Configuration;
using PluginHost.Plugins;

namespace PluginHost.Host.Listeners;

/// <summary><c>[plugins."io.containerd.server.v1.grpc-tcp"]</c>.</summary>
internal sealed record GrpcTcpConfig : IValidatedConfig
{
    /// <summary>A TCP address; empty: no server.</summary>
    public string Address { get; init; } = "";

    /// <summary>When set, clients must have a certificate of this authority.</summary>
    [ConfigKey("tls_ca")]
    public string TlsAuthority { get; init; } = "";

    /// <summary>When set, the server speaks TLS.</summary>
    [ConfigKey("tls_cert")]
    public string TlsCertificate { get; init; } = "";

    public string TlsKey { get; init; } = "";

    /// <summary>Of a certificate in the store of Windows.</summary>
    public string TlsCommonName { get; init; } = "";

    public int MaxRecvMessageSize { get; init; } = (int)HostDefaults.MessageSize;

    public int MaxSendMessageSize { get; init; } = (int)HostDefaults.MessageSize;

    public IEnumerable<string> Validate()
    {
        if (TlsCertificate.Length > 0 != TlsKey.Length > 0)
        {
            yield return "tls_cert and tls_key must be given together";
        }

        if (TlsAuthority.Length > 0 && TlsCertificate.Length == 0)
        {
            yield return "tls_ca needs tls_cert and tls_key";
        }

        if (TlsCommonName.Length > 0)
        {
            yield return "tls_common_name names a certificate in the store of Windows; use tls_cert and tls_key";
        }
    }
}
