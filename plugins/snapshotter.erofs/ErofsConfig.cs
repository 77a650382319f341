namespace PluginHost.Plugins.Erofs;

/// <summary>The section <c>[plugins."io.containerd.snapshotter.v1.erofs"]</c>.</summary>
internal sealed record ErofsConfig : IValidatedConfig
{
    /// <summary>Where the snapshots are; empty: the plugin's directory under the daemon's root.</summary>
    public string RootPath { get; init; } = "";

    /// <summary>Options for every overlay mount, after the others.</summary>
    public IReadOnlyList<string> OvlMountOptions { get; init; } = [];

    /// <summary>Seal layers with fs-verity, which this build does not.</summary>
    public bool EnableFsverity { get; init; }

    /// <summary>Give layers the immutable attribute, so that not even root changes them by mistake.</summary>
    public bool SetImmutable { get; init; }

    /// <summary>The size of the image that what a container writes goes to, such as <c>20GiB</c>; empty: it goes to a directory.</summary>
    public string DefaultSize { get; init; } = "";

    /// <summary><c>auto</c>, or empty, and <c>off</c>; <c>on</c> demands dm-verity, which this build does not serve.</summary>
    public string DmverityMode { get; init; } = "";

    /// <summary>
    /// Mount the layers and answer mounts that every client can make. Otherwise the answers are those of containerd 2.3, which only a daemon
    /// and clients of containerd 2.2 and later understand. A key of ours.
    /// </summary>
    public bool MountLayers { get; init; } = true;

    public IEnumerable<string> Validate()
    {
        if (RootPath.Length > 0 && !Path.IsPathRooted(RootPath))
        {
            yield return $"root_path \"{RootPath}\" must be an absolute path";
        }

        if (DefaultSize.Length > 0 && !ByteSize.TryParse(DefaultSize, out long _))
        {
            yield return $"default_size \"{DefaultSize}\" must be a size such as 20GiB";
        }

        if (DmverityMode is not ("" or "auto" or "on" or "off"))
        {
            yield return $"invalid dmverity_mode \"{DmverityMode}\": must be \"auto\", \"on\", or \"off\"";
        }

        foreach (string option in OvlMountOptions)
        {
            if (option.Length == 0 || option.Contains(',', StringComparison.Ordinal))
            {
                yield return $"ovl_mount_options: \"{option}\" must be one option, not empty and without a comma";
            }
            else if (option.Split('=')[0] is "lowerdir" or "upperdir" or "workdir")
            {
                yield return $"ovl_mount_options: \"{option}\" is set by the snapshotter and can't be configured";
            }
        }
    }
}
