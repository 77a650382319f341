using PluginHost.Plugins;
using PluginHost.Plugins.Opt;

[assembly: Plugin(typeof(OptPlugin))]

namespace PluginHost.Plugins.Opt;

internal sealed class OptPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Internal,
            Id = "opt",
            Config = new OptConfig(),
            InitFn = static (context, _) =>
            {
                OptDirectory directory = new(context.ConfigOf<OptConfig>().Path);
                directory.Create();
                directory.PutFirst("PATH", "bin");
                directory.PutFirst("LD_LIBRARY_PATH", "lib");
                context.Meta.Exports["path"] = directory.Path;
                return Task.FromResult<object>(directory);
            },
        },
    ];
}
