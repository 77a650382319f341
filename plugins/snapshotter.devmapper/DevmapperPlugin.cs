using PluginHost.Errors;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Devmapper;

[assembly: Plugin(typeof(DevmapperPlugin))]

namespace PluginHost.Plugins.Devmapper;

/// <summary>Says that there is no devmapper snapshotter: without a pool as containerd does, with one as an error, so that nobody waits for it.</summary>
internal sealed class DevmapperPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "devmapper",
            Config = new DevmapperConfig(),
            InitFn = static (context, _) => Task.FromException<object>(Reason(context)),
        },
    ];

    private static Exception Reason(InitContext context)
    {
        DevmapperConfig config = context.ConfigOf<DevmapperConfig>();
        context.Meta.Platforms.Add(HostPlatform.Detect());

        return config.PoolName.Length == 0
            ? new SkipPluginException("devmapper not configured")
            : DaemonException.NotImplemented(
                $"pool_name = \"{config.PoolName}\" asks for the devmapper snapshotter, which this build does not serve: "
                + "use overlayfs, btrfs, blockfile or erofs, or connect it as a proxy plugin");
    }
}
