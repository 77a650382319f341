using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Btrfs;

[assembly: Plugin(typeof(BtrfsPlugin))]

namespace PluginHost.Plugins.Btrfs;

internal sealed class BtrfsPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "btrfs",
            Config = new BtrfsConfig(),
            InitFn = static (context, _) => Task.FromResult<object>(Start(context)),
        },
    ];

    private static BtrfsSnapshotter Start(InitContext context)
    {
        BtrfsConfig config = context.ConfigOf<BtrfsConfig>();
        string root = config.RootPath.Length > 0 ? config.RootPath : context.RootDirectory;
        context.Meta.Platforms.Add(HostPlatform.Detect());
        context.Meta.Exports["root"] = root;
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(root, Private);
        string device = DeviceOf(root);
        File.SetUnixFileMode(root, Private);

        return new BtrfsSnapshotter(root, device, context.Clock, context.Logger);
    }

    // The words are containerd's.
    private static string DeviceOf(string root)
    {
        using SafeFileDescriptor open = LibC.Open(root, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        MountInfo mount = MountTable.Lookup(LibC.ReadlinkAt(SafeFileDescriptor.CurrentDirectory, open.ProcPath));

        return mount.FileSystemType == "btrfs"
            ? mount.Source
            : throw new SkipPluginException(
                $"path {root} ({mount.FileSystemType}) must be a btrfs filesystem to be used with the btrfs snapshotter");
    }
}
