using Acme.Snapshotter;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;

[assembly: Plugin(typeof(AcmePlugin))]

namespace Acme.Snapshotter;

/// <summary>Tells the daemon what this assembly provides. The work is elsewhere.</summary>
internal sealed class AcmePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "acme",
            Config = new AcmeConfig(),
            InitFn = StartAsync,
        },
    ];

    private static async Task<object> StartAsync(InitContext context, CancellationToken cancellationToken)
    {
        // Not a failure: this machine can't run the plugin, and `plugins ls` will say so.
        if (ExternalCommand.Missing("cp", "du", "sync") is string missing)
        {
            throw new SkipPluginException($"acme needs the program {missing}, which is not in PATH");
        }

        AcmeConfig config = context.ConfigOf<AcmeConfig>();
        string root = config.RootPath.Length > 0 ? config.RootPath : context.RootDirectory;
        context.Meta.Platforms.Add(HostPlatform.Detect());
        context.Meta.Exports["root"] = root;

        return await AcmeSnapshotter.OpenAsync(root, config.Quota, context.Clock, context.Logger, cancellationToken);
    }
}
