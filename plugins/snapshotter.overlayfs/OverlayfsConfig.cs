
namespace PluginHost.Plugins.Overlayfs;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.overlayfs"]</c>.</summary>
internal sealed record OverlayfsConfig : IValidatedConfig
{
    /// <summary>Where the snapshots are; empty: the plugin's directory under the daemon's root.</summary>
    public string RootPath { get; init; } = "";

    /// <summary>Tell the path of a snapshot's upper directory in the label <c>containerd.io/snapshot/overlay.upperdir</c>.</summary>
    public bool UpperdirLabel { get; init; }

    /// <summary>Delete directories within Remove. Otherwise they are deleted when the garbage collector cleans up.</summary>
    public bool SyncRemove { get; init; }

    /// <summary>Clients may change the owners of a whole tree file by file where the kernel can't map ids.</summary>
    public bool SlowChown { get; init; }

    /// <summary>Options for every overlay mount, after the others.</summary>
    public IReadOnlyList<string> MountOptions { get; init; } = [];

    public IEnumerable<string> Validate()
    {
        if (RootPath.Length > 0 && !Path.IsPathRooted(RootPath))
        {
            yield return $"root_path \"{RootPath}\" must be an absolute path";
        }

        foreach (string option in MountOptions)
        {
            if (option.Length == 0 || option.Contains(',', StringComparison.Ordinal))
            {
                yield return $"mount_options: \"{option}\" must be one option, not empty and without a comma";
            }
            else if (option.Split('=')[0] is "lowerdir" or "upperdir" or "workdir")
            {
                yield return $"mount_options: \"{option}\" is set by the snapshotter and can't be configured";
            }
        }
    }
}
