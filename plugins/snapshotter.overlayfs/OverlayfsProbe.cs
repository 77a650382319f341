using PluginHost.Linux.Mounting;

namespace PluginHost.Plugins.Overlayfs;

/// <summary>What the kernel and the file system of the snapshots can do.</summary>
internal sealed record OverlayfsProbe(bool HasIndexParameter, bool NeedsUserXattr, bool RemapIds, bool UserNamespace)
{
    /// <summary>Asks the kernel.</summary>
    /// <param name="root">The directory of the snapshotter.</param>
    /// <exception cref="SkipPluginException">There can be no overlay mounts on this file system.</exception>
    public static OverlayfsProbe Of(string root)
    {
        if (root.AsSpan().ContainsAny(",:\\\""))
        {
            throw new SkipPluginException(
                $"{root} can't be named in the options of an overlay mount: choose a root_path without , : \" and \\");
        }

        if (!OverlayProbe.SupportsDType(root))
        {
            throw new SkipPluginException(
                $"{root} does not support d_type. If the backing filesystem is xfs, please reformat with ftype=1 to enable d_type support");
        }

        if (!IsRegistered() && OverlayProbe.Try(root) is { } error)
        {
            throw new SkipPluginException($"the kernel has no overlay file system: {error.Message}");
        }

        return new OverlayfsProbe(
            OverlayProbe.HasIndexParameter,
            OverlayProbe.NeedsUserXattr(root),
            OverlayProbe.SupportsIdMap(root),
            !Linux.UserNamespace.IsInitial());
    }

    /// <summary>The options for this kernel and this configuration.</summary>
    public OverlayfsMountOptions OptionsFor(OverlayfsConfig config)
    {
        List<string> leading = [];
        if (HasIndexParameter && !config.MountOptions.Any(option => option.Split('=')[0] == "index"))
        {
            leading.Add("index=off");
        }

        if (NeedsUserXattr)
        {
            leading.Add("userxattr");
        }

        return new OverlayfsMountOptions { Leading = leading, Configured = config.MountOptions, RemapIds = RemapIds };
    }

    /// <summary>What clients of the daemon may rely on.</summary>
    public IEnumerable<string> CapabilitiesFor(OverlayfsConfig config)
    {
        if (RemapIds)
        {
            yield return "remap-ids";
        }

        if (!config.SlowChown)
        {
            yield return "only-remap-ids";
        }

        if (!UserNamespace)
        {
            yield return "rebase";
        }
    }

    // The module may also be loaded by the first mount.
    private static bool IsRegistered()
        => File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\toverlay", StringComparison.Ordinal));
}
