using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PluginHost.Rpc.Server;

/// <summary>Kestrel without the limits that a container daemon's clients outgrow, set as grpc-go has them.</summary>
internal static class KestrelLimits
{
    // No limit in practice. Kestrel doubles its numbers of streams and headers, so they can't be int.MaxValue.
    private const int Unlimited = 1_000_000;

    private const int HeaderListSize = 16 * 1024 * 1024;
    private const int ConnectionWindow = 4 * 1024 * 1024;
    private const int StreamWindow = 1024 * 1024;

    // Not Timeout.InfiniteTimeSpan: Kestrel adds that to its clock, the sum overflows, and every idle connection ends at the next heartbeat.
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3650);
    private static readonly TimeSpan PingDelay = TimeSpan.FromHours(2);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(120);

    public static KestrelServerOptions Lifted()
    {
        KestrelServerOptions options = new()
        {
            AddServerHeader = false,
            AllowAlternateSchemes = true,
        };
        KestrelServerLimits limits = options.Limits;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.KeepAliveTimeout = TenYears;
        limits.RequestHeadersTimeout = HandshakeTimeout;
        limits.MaxRequestHeadersTotalSize = HeaderListSize;

        // Kestrel wants room for a whole header list in its input buffer; the windows below are what bounds a connection's data.
        limits.MaxRequestBufferSize = HeaderListSize;
        limits.MaxRequestHeaderCount = Unlimited;
        limits.Http2.MaxStreamsPerConnection = Unlimited;
        limits.Http2.MaxRequestHeaderFieldSize = HeaderListSize;
        limits.Http2.KeepAlivePingDelay = PingDelay;
        limits.Http2.KeepAlivePingTimeout = PingTimeout;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        limits.Http2.InitialStreamWindowSize = StreamWindow;
        return options;
    }
}
