namespace PluginHost.Host.Configuration;

/// <summary><c>[cgroup]</c>: the group that the daemon joins at start; empty: it stays where it is.</summary>
internal sealed record CgroupConfig
{
    public string Path { get; init; } = "";
}
