using PluginHost.Plugins;
using PluginHost.Plugins.Content;

[assembly: Plugin(typeof(ContentPlugin))]

namespace PluginHost.Plugins.Content;

internal sealed class ContentPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Content,
            Id = "content",
            InitFn = static (context, _) =>
            {
                context.Meta.Exports["root"] = context.RootDirectory;
                return Task.FromResult<object>(LocalContentStore.Open(context.RootDirectory, context.Clock, context.Logger));
            },
        },
    ];
}
