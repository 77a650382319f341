using System.Net.Security;

namespace PluginHost.Rpc.Client;

/// <summary>How a <see cref="GrpcChannel"/> works.</summary>
public sealed record GrpcChannelOptions
{
    private const int ContainerdMessageSize = 16 * 1024 * 1024;

    /// <summary>Bytes of a response message, compressed and not.</summary>
    public int MaxReceiveMessageSize { get; init; } = ContainerdMessageSize;

    /// <summary>Bytes of a request message.</summary>
    public int MaxSendMessageSize { get; init; } = ContainerdMessageSize;

    /// <summary>Client certificate and trust of an <c>https</c> channel; null for the system's.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>The clock of deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
