using PluginHost.Plugins;
using PluginHost.Plugins.Cgroups;

[assembly: Plugin(typeof(CgroupsPlugin))]

namespace PluginHost.Plugins.Cgroups;

internal sealed class CgroupsPlugin : IPlugin
{
    /// <summary>Its name before containerd 2.0.</summary>
    private const string FormerUri = "io.containerd.monitor.v1.cgroups";

    private const string Name = "cgroups";

    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.TaskMonitor,
            Id = Name,
            Requires = [PluginTypes.Event],
            Config = new CgroupsConfig(),
            ConfigMigration = Migrate,
            InitFn = static (context, _) => Task.FromResult<object>(
                new CgroupsMonitor(context.ConfigOf<CgroupsConfig>(), context.Timeouts, context.Logger)),
        },
    ];

    /// <summary>The section moves to the new name unless there is one already.</summary>
    private static void Migrate(int version, IDictionary<string, Dictionary<string, object>> sections)
    {
        if (sections.Remove(FormerUri, out Dictionary<string, object>? section))
        {
            sections.TryAdd($"{PluginTypes.TaskMonitor}.{Name}", section);
        }
    }
}
