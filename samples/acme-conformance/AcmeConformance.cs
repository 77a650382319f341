using PluginHost.Conformance.Plugins;
using PluginHost.Conformance.Snapshots;
using PluginHost.Snapshots;

namespace Acme.Conformance;

/// <summary>All that a snapshotter has to do, tried on the plugin as the daemon starts it.</summary>
public sealed class AcmeConformance : SnapshotterConformance
{
    protected override async ValueTask<ISnapshotter> OpenAsync(string root)
    {
        // The suite closes the snapshotter, which is the plugin's one instance.
        PluginUnderTest plugin = await PluginUnderTest.StartAsync("Acme.Snapshotter", "acme", root);

        return plugin.As<ISnapshotter>();
    }
}
