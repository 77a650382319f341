using PluginHost.Events;
using PluginHost.Plugins;
using PluginHost.Plugins.Runtime;
using PluginHost.Plugins.Runtime.Doctor;
using PluginHost.Plugins.Runtime.Recovery;
using PluginHost.Plugins.Runtime.Shims;
using PluginHost.Runtime;

[assembly: Plugin(typeof(RuntimePlugin))]

namespace PluginHost.Plugins.Runtime;

internal sealed class RuntimePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.RuntimeV2,
            Id = "task",
            Requires = [PluginTypes.Event, PluginTypes.Metadata, PluginTypes.TaskMonitor],
            Config = new RuntimeConfig(),
            Commands = [DoctorCommand.Registration],
            InitFn = InitAsync,
        },
    ];

    private static Task<object> InitAsync(InitContext context, CancellationToken cancellationToken)
    {
        RuntimeConfig config = context.ConfigOf<RuntimeConfig>();
        foreach (string platform in config.Platforms)
        {
            context.Meta.Platforms.Add(HostPlatform.Parse(platform));
        }

        BundleDirectories directories = new(context.StateDirectory, context.RootDirectory);
        directories.Create();
        ShimEnvironment environment = new(
            context.GrpcAddress, context.TtrpcAddress, config.SchedCore, context.Version.Version, Environment.ProcessPath ?? "pluginhost");
        ShimLauncher launcher = new(environment, new ShimDialects(), context.Logger);
        TaskTable table = new(new TaskWatchers(() => context.Plugins.GetByType<ITaskMonitor>(PluginTypes.TaskMonitor), context.Logger));
        ShimFactory shims = new(launcher, table, () => context.Plugins.GetSingle<IEventExchange>(PluginTypes.Event), context.Timeouts, context.Clock, context.Logger);
        TaskRecovery recovery = TaskRecovery.Begin(
            directories, shims, table, new ContainerRuntimes(context.Plugins), context.Timeouts, context.Logger, context.Stopping);
        return Task.FromResult<object>(new TaskRuntime(directories, shims, table, recovery, context.Logger));
    }
}
