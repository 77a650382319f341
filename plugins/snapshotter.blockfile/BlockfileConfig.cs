namespace PluginHost.Plugins.Blockfile;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.blockfile"]</c>.</summary>
internal sealed record BlockfileConfig : IValidatedConfig
{
    /// <summary>Where the snapshots are; empty: the plugin's directory under the daemon's root.</summary>
    public string RootPath { get; init; } = "";

    /// <summary>An image of an empty file system: what a snapshot without parent begins as. Copied to <c>scratch</c> at the first start.</summary>
    public string ScratchFile { get; init; } = "";

    /// <summary>What the image is formatted with; empty: ext4.</summary>
    public string FsType { get; init; } = "";

    /// <summary>Options for every mount; <c>loop</c> is added.</summary>
    public IReadOnlyList<string> MountOptions { get; init; } = [];

    /// <summary>Copy <see cref="ScratchFile"/> again at each start.</summary>
    public bool RecreateScratch { get; init; }

    public IEnumerable<string> Validate()
    {
        if (RootPath.Length > 0 && !Path.IsPathRooted(RootPath))
        {
            yield return $"root_path \"{RootPath}\" must be an absolute path";
        }

        if (ScratchFile.Length > 0 && !Path.IsPathRooted(ScratchFile))
        {
            yield return $"scratch_file \"{ScratchFile}\" must be an absolute path";
        }

        foreach (string option in MountOptions)
        {
            if (option.Length == 0 || option.Contains(',', StringComparison.Ordinal))
            {
                yield return $"mount_options: \"{option}\" must be one option, not empty and without a comma";
            }
            else if (option is "ro" or "rw")
            {
                yield return $"mount_options: \"{option}\" is set by the snapshotter and can't be configured";
            }
        }
    }
}
