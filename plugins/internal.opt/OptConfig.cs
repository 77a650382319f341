namespace PluginHost.Plugins.Opt;

internal sealed record OptConfig
{
    public string Path { get; init; } = "/opt/containerd";
}
