using PluginHost.Plugins;

namespace PluginHost.Host.Configuration;

/// <summary><c>[grpc]</c> of versions before 4.</summary>
internal sealed record LegacyGrpcConfig
{
    public string Address { get; init; } = "";

    public string TcpAddress { get; init; } = "";

    public string TcpTlsCa { get; init; } = "";

    public string TcpTlsCert { get; init; } = "";

    public string TcpTlsKey { get; init; } = "";

    [ConfigKey("tcp_tls_common_name", OmitEmpty = true)]
    public string TcpTlsCommonName { get; init; } = "";

    public int Uid { get; init; }

    public int Gid { get; init; }

    public int MaxRecvMessageSize { get; init; }

    public int MaxSendMessageSize { get; init; }
}
