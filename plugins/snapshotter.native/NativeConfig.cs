namespace PluginHost.Plugins.Native;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.native"]</c>.</summary>
internal sealed record NativeConfig : IValidatedConfig
{
    /// <summary>Where the snapshots are; empty: the plugin's directory under the daemon's root.</summary>
    public string RootPath { get; init; } = "";

    public IEnumerable<string> Validate()
        => RootPath.Length == 0 || Path.IsPathRooted(RootPath) ? [] : [$"root_path \"{RootPath}\" must be an absolute path"];
}
