using PluginHost.Metadata;
using PluginHost.Plugins;
using PluginHost.Plugins.Restart;
using PluginHost.Runtime;

[assembly: Plugin(typeof(RestartPlugin))]

namespace PluginHost.Plugins.Restart;

internal sealed class RestartPlugin : IPlugin
{
    /// <summary>Its name before containerd 2.0.</summary>
    private const string FormerUri = "io.containerd.internal.v1.restart";

    private const string Name = "restart";

    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.ContainerMonitor,
            Id = Name,
            Requires = [PluginTypes.Event, PluginTypes.Metadata, PluginTypes.RuntimeV2],
            Config = new RestartConfig(),
            ConfigMigration = Migrate,
            InitFn = static (context, _) => Task.FromResult<object>(Start(context)),
        },
    ];

    private static RestartMonitor Start(InitContext context)
    {
        foreach (string policy in RestartPolicy.Kinds)
        {
            context.Meta.Capabilities.Add(policy);
        }

        IPluginSet plugins = context.Plugins;
        ContainerTasks tasks = new(
            () => plugins.GetSingle<IMetadata>(PluginTypes.Metadata),
            () => plugins.GetSingle<ITaskRuntime>(PluginTypes.RuntimeV2),
            context.Timeouts,
            context.Logger);
        return RestartMonitor.Start(tasks, context.ConfigOf<RestartConfig>(), context.Clock, context.Logger, context.Stopping);
    }

    /// <summary>The section moves to the new name unless there is one already.</summary>
    private static void Migrate(int version, IDictionary<string, Dictionary<string, object>> sections)
    {
        if (sections.Remove(FormerUri, out Dictionary<string, object>? section))
        {
            sections.TryAdd($"{PluginTypes.ContainerMonitor}.{Name}", section);
        }
    }
}
