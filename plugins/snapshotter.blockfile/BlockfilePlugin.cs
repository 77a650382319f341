using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.Blockfile;

[assembly: Plugin(typeof(BlockfilePlugin))]

namespace PluginHost.Plugins.Blockfile;

internal sealed class BlockfilePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "blockfile",
            Config = new BlockfileConfig(),
            InitFn = static async (context, cancellationToken) => await StartAsync(context, cancellationToken),
        },
    ];

    private static async Task<BlockfileSnapshotter> StartAsync(InitContext context, CancellationToken cancellationToken)
    {
        BlockfileConfig config = context.ConfigOf<BlockfileConfig>();
        string root = config.RootPath.Length > 0 ? config.RootPath : context.RootDirectory;
        context.Meta.Platforms.Add(HostPlatform.Detect());
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string scratch = await ScratchImage.ProvideAsync(root, config, cancellationToken);

        return new BlockfileSnapshotter(root, scratch, BlockfileMounts.For(config), context.Clock, context.Logger);
    }
}
