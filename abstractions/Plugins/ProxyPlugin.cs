namespace PluginHost.Plugins;

/// <summary>An entry of <c>[proxy_plugins]</c>: a plugin that another process serves over gRPC.</summary>
public sealed record ProxyPlugin
{
    /// <summary>The name of the entry, which becomes the plugin's id.</summary>
    public required string Name { get; init; }

    /// <summary>The plugin type that its key <c>type</c> stands for, for example <c>io.containerd.snapshotter.v1</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Absolute path of the socket.</summary>
    public required string Address { get; init; }

    /// <summary><c>os/architecture[/variant]</c>; empty: this machine's.</summary>
    public string Platform { get; init; } = "";

    public IReadOnlyDictionary<string, string> Exports { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Capabilities { get; init; } = [];
}
