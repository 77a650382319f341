namespace PluginHost.Host.Listeners;

/// <summary><c>[plugins."io.containerd.metrics.v1.grpc-prometheus"]</c>.</summary>
internal sealed record GrpcMetricsConfig
{
    /// <summary>Also how long calls take.</summary>
    public bool GrpcHistogram { get; init; }
}
