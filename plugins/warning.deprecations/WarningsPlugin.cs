using PluginHost.Plugins;
using PluginHost.Plugins.Warnings;

[assembly: Plugin(typeof(WarningsPlugin))]

namespace PluginHost.Plugins.Warnings;

internal sealed class WarningsPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Warning,
            Id = "deprecations",
            InitFn = static (context, _) => Task.FromResult<object>(new WarningService(context.Clock, context.Logger)),
        },
    ];
}
