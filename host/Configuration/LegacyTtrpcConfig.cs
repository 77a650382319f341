namespace PluginHost.Host.Configuration;

/// <summary><c>[ttrpc]</c> of versions before 4.</summary>
internal sealed record LegacyTtrpcConfig
{
    public string Address { get; init; } = "";

    public int Uid { get; init; }

    public int Gid { get; init; }
}
