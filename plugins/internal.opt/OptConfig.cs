namespace PluginHost.Plugins.Opt;

internal sealed record OptConfig : IValidatedConfig
{
    public string Path { get; init; } = "/opt/containerd";

    // A relative one would put a directory on the daemon's PATH that depends on where it was started.
    public IEnumerable<string> Validate()
        => System.IO.Path.IsPathRooted(Path) ? [] : [$"path \"{Path}\" must be an absolute path"];
}
