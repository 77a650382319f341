namespace PluginHost.Plugins.Btrfs;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.btrfs"]</c>.</summary>
internal sealed record BtrfsConfig : IValidatedConfig
{
    /// <summary>Where the snapshots are, on a btrfs file system; empty: the plugin's directory under the daemon's root.</summary>
    public string RootPath { get; init; } = "";

    public IEnumerable<string> Validate()
        => RootPath.Length == 0 || Path.IsPathRooted(RootPath) ? [] : [$"root_path \"{RootPath}\" must be an absolute path"];
}
