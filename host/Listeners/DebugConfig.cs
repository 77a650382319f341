namespace PluginHost.Host.Listeners;

/// <summary><c>[plugins."io.containerd.server.v1.debug"]</c>.</summary>
internal sealed record DebugConfig
{
    /// <summary>An absolute path: a unix socket; otherwise a TCP address; empty: no server.</summary>
    public string Address { get; init; } = "";

    public uint Uid { get; init; }

    public uint Gid { get; init; }
}
