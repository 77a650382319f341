using PluginHost.Plugins;
using PluginHost.Plugins.Leases;

[assembly: Plugin(typeof(LeasePlugin))]

namespace PluginHost.Plugins.Leases;

internal sealed class LeasePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Lease,
            Id = "manager",
            Requires = [PluginTypes.Metadata, PluginTypes.Gc],
            InitFn = static (context, _) => Task.FromResult<object>(MetadataLeases.Open(context.Plugins)),
        },
    ];
}
