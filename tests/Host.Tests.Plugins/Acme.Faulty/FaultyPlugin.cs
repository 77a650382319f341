using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.Faulty.FaultyPlugin))]

namespace Acme.Faulty;

/// <summary>Snapshotters that work but for the removal of snapshots: one never ends it, one refuses it.</summary>
internal sealed class FaultyPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "hangs",
            InitFn = static (_, _) => Task.FromResult<object>(new FaultySnapshotter(static () => Task.Delay(Timeout.InfiniteTimeSpan))),
        },
        new Registration
        {
            Type = PluginTypes.Snapshotter,
            Id = "fails",
            InitFn = static (_, _) => Task.FromResult<object>(new FaultySnapshotter(static () => throw new IOException("the disk is broken"))),
        },
    ];
}
