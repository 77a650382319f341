using PluginHost.Plugins;

namespace PluginHost.Host.Configuration;

/// <summary>An entry of <c>[proxy_plugins]</c>: a plugin that another process serves over gRPC.</summary>
internal sealed record ProxyPluginConfig
{
    public string Type { get; init; } = "";

    public string Address { get; init; } = "";

    public string Platform { get; init; } = "";

    [ConfigKey("exports", OmitEmpty = true)]
    public IReadOnlyDictionary<string, string> Exports { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Capabilities { get; init; } = [];
}
