using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Overlayfs;

[assembly: Plugin(typeof(OverlayfsPlugin))]

namespace PluginHost.Plugins.Overlayfs;

internal sealed class OverlayfsPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "overlayfs",
            Config = new OverlayfsConfig(),
            InitFn = static (context, _) => Task.FromResult<object>(Start(context)),
        },
    ];

    private static OverlayfsSnapshotter Start(InitContext context)
    {
        OverlayfsConfig config = context.ConfigOf<OverlayfsConfig>();
        string root = config.RootPath.Length > 0 ? config.RootPath : context.RootDirectory;
        context.Meta.Platforms.Add(HostPlatform.Detect());
        context.Meta.Exports["root"] = root;
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        OverlayfsProbe probe = OverlayfsProbe.Of(root);
        foreach (string capability in probe.CapabilitiesFor(config))
        {
            context.Meta.Capabilities.Add(capability);
        }

        return new OverlayfsSnapshotter(root, config, probe.OptionsFor(config), context.Clock, context.Logger);
    }
}
