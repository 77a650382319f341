namespace PluginHost.Host.Configuration;

/// <summary><c>[metrics]</c> of versions before 4.</summary>
internal sealed record LegacyMetricsConfig
{
    public string Address { get; init; } = "";

    public bool GrpcHistogram { get; init; }
}
