using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Zfs;

[assembly: Plugin(typeof(ZfsPlugin))]

namespace PluginHost.Plugins.Zfs;

/// <summary>Says that there is no zfs snapshotter: elsewhere than on zfs as containerd does, on zfs as an error, so that nobody waits for it.</summary>
internal sealed class ZfsPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "zfs",
            Config = new ZfsConfig(),
            InitFn = static (context, _) => Task.FromException<object>(Reason(context)),
        },
    ];

    private static Exception Reason(InitContext context)
    {
        ZfsConfig config = context.ConfigOf<ZfsConfig>();
        string root = config.RootPath.Length > 0 ? config.RootPath : context.RootDirectory;
        context.Meta.Platforms.Add(HostPlatform.Detect());
        context.Meta.Exports["root"] = root;

        return IsOnZfs(root)
            ? DaemonException.NotImplemented(
                $"{root} is on zfs, but this build does not serve the zfs snapshotter: use overlayfs or native, or connect it as a proxy plugin")
            : new SkipPluginException($"path {root} must be a zfs filesystem to be used with the zfs snapshotter");
    }

    // A root that does not exist yet is where the nearest directory above it is.
    private static bool IsOnZfs(string root)
    {
        string existing = root;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above)
        {
            existing = above;
        }

        return LibC.Statfs(existing).Type == FileSystemTypes.ZFS_SUPER_MAGIC;
    }
}
