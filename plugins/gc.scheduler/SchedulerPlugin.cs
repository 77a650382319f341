using System.Globalization;
using PluginHost.Metadata;
using PluginHost.Plugins;
using PluginHost.Plugins.Gc;

[assembly: Plugin(typeof(SchedulerPlugin))]

namespace PluginHost.Plugins.Gc;

internal sealed class SchedulerPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Gc,
            Id = "scheduler",
            Requires = [PluginTypes.Metadata],
            Config = new SchedulerConfig(),
            InitFn = static (context, _) => Task.FromResult<object>(Start(context)),
        },
    ];

    private static Scheduler Start(InitContext context)
    {
        SchedulerConfig config = context.ConfigOf<SchedulerConfig>();
        context.Meta.Exports["PauseThreshold"] = config.EffectivePause.ToString(CultureInfo.InvariantCulture);
        context.Meta.Exports["DeletionThreshold"] = config.DeletionThreshold.ToString(CultureInfo.InvariantCulture);
        context.Meta.Exports["MutationThreshold"] = config.MutationThreshold.ToString(CultureInfo.InvariantCulture);
        context.Meta.Exports["ScheduleDelay"] = GoDuration.Format(config.ScheduleDelay);
        return Scheduler.Start(
            context.Plugins.GetSingle<IMetadata>(PluginTypes.Metadata), config, context.Clock, context.Logger, context.Stopping);
    }
}
