using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Native;

[assembly: Plugin(typeof(NativePlugin))]

namespace PluginHost.Plugins.Native;

internal sealed class NativePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "native",
            Config = new NativeConfig(),
            InitFn = static (context, _) => Task.FromResult<object>(Start(context)),
        },
    ];

    private static NativeSnapshotter Start(InitContext context)
    {
        NativeConfig config = context.ConfigOf<NativeConfig>();
        string root = config.RootPath.Length > 0 ? config.RootPath : context.RootDirectory;
        context.Meta.Platforms.Add(HostPlatform.Detect());
        context.Meta.Exports["root"] = root;

        return new NativeSnapshotter(root, context.Clock, context.Logger);
    }
}
