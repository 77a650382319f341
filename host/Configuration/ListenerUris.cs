namespace PluginHost.Host.Configuration;

/// <summary>The URIs of the daemon's own server plugins.</summary>
internal static class ListenerUris
{
    public const string Grpc = "io.containerd.server.v1.grpc";
    public const string GrpcTcp = "io.containerd.server.v1.grpc-tcp";
    public const string Ttrpc = "io.containerd.server.v1.ttrpc";
    public const string Debug = "io.containerd.server.v1.debug";
    public const string Metrics = "io.containerd.server.v1.metrics";
    public const string GrpcMetrics = "io.containerd.metrics.v1.grpc-prometheus";
}
