using PluginHost.Metadata;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Walking;

[assembly: Plugin(typeof(WalkingPlugin))]

namespace PluginHost.Plugins.Walking;

internal sealed class WalkingPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Differ,
            Id = "walking",
            Requires = [PluginTypes.Metadata],
            InitFn = static (context, _) => Task.FromResult<object>(Start(context)),
        },
    ];

    private static WalkingDiffer Start(InitContext context)
    {
        context.Meta.Platforms.Add(HostPlatform.Detect());

        // The metadata is looked up for each request: it may come and go.
        return new WalkingDiffer(
            scope => context.Plugins.GetById<IMetadata>(PluginTypes.Metadata, "bolt").Content(scope),
            Path.Join(context.DaemonRoot, "tmpmounts"),
            context.Clock,
            context.Logger);
    }
}
