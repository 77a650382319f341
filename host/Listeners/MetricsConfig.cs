namespace PluginHost.Host.Listeners;

/// <summary><c>[plugins."io.containerd.server.v1.metrics"]</c>.</summary>
internal sealed record MetricsConfig
{
    /// <summary>A TCP address; empty: no server.</summary>
    public string Address { get; init; } = "";
}
