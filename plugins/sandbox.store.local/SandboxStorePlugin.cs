using PluginHost.Plugins;
using PluginHost.Plugins.SandboxStore;

[assembly: Plugin(typeof(SandboxStorePlugin))]

namespace PluginHost.Plugins.SandboxStore;

internal sealed class SandboxStorePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.SandboxStore,
            Id = "local",
            Requires = [PluginTypes.Metadata],
            InitFn = static (context, _) => Task.FromResult<object>(MetadataSandboxes.Open(context.Plugins)),
        },
    ];
}
