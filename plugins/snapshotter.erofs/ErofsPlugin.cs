using PluginHost.Errors;
using PluginHost.Linux.Mounting;
using PluginHost.Logging;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Erofs;

[assembly: Plugin(typeof(ErofsPlugin))]

namespace PluginHost.Plugins.Erofs;

internal sealed class ErofsPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "erofs",
            Config = new ErofsConfig(),
            InitFn = static (context, _) => Task.FromResult<object>(Start(context)),
        },
    ];

    private static ErofsSnapshotter Start(InitContext context)
    {
        ErofsConfig config = context.ConfigOf<ErofsConfig>();
        string root = config.RootPath.Length > 0 ? config.RootPath : context.RootDirectory;
        context.Meta.Platforms.Add(HostPlatform.Detect());
        context.Meta.Exports["root"] = root;
        Refuse(config);
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _ = ByteSize.TryParse(config.DefaultSize, out long size);
        Check(root, blockMode: size > 0);
        CheckName(root);
        CheckName(context.StateDirectory);
        ErofsMountOptions options = new()
        {
            Configured = config.OvlMountOptions,
            WritableSize = size,
            IgnoreVerity = config.DmverityMode == "off",
        };
        // Clients are told not to change owners, and that ids can't be mapped: each layer is a mount of its own, which the helper mount for
        // mapped lower directories does not reach.
        context.Meta.Capabilities.Add("only-remap-ids");
        if (ReadsArchives(context))
        {
            context.Meta.Capabilities.Add("rebase");
        }

        return new ErofsSnapshotter(root, context.StateDirectory, config, options, context.Clock, context.Logger);
    }

    private static void Refuse(ErofsConfig config)
    {
        if (config.DmverityMode == "on" || config.EnableFsverity)
        {
            throw DaemonException.NotImplemented(
                (config.EnableFsverity ? "enable_fsverity = true" : "dmverity_mode = \"on\"") + " asks for what this build does not serve: remove it");
        }
    }

    // The words are containerd's.
    private static void Check(string root, bool blockMode)
    {
        if (!File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\terofs", StringComparison.Ordinal)))
        {
            throw new SkipPluginException("EROFS unsupported, please `modprobe erofs`");
        }

        if (!blockMode && !OverlayProbe.SupportsDType(root))
        {
            throw new SkipPluginException(
                $"{root} does not support d_type. If the backing filesystem is xfs, please reformat with ftype=1 to enable d_type support");
        }

    }

    private static void CheckName(string directory)
    {
        if (directory.AsSpan().ContainsAny(",:\\\""))
        {
            throw new SkipPluginException(
                $"{directory} can't be named in the options of an overlay mount: choose a directory without , : \" and \\");
        }
    }

    // Layers that are unpacked each for itself keep their whiteouts only when the differ makes the images.
    private static bool ReadsArchives(InitContext context)
    {
        try
        {
            return ErofsImage.ReadsArchives();
        }
        catch (IOException error)
        {
            context.Logger.Warn(error, "no snapshot of erofs can be committed: install erofs-utils");

            return false;
        }
    }
}
