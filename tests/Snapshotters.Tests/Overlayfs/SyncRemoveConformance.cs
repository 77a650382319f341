using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Plugins.Overlayfs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Overlayfs;

/// <summary>The suite again with the options that change what calls do.</summary>
public sealed class SyncRemoveConformance : SnapshotterConformance
{
    protected override bool RenamesDirectories => false;

    protected override ValueTask<ISnapshotter> OpenAsync(string root)
    {
        OverlayfsConfig config = new() { SyncRemove = true };

        return ValueTask.FromResult<ISnapshotter>(
            new OverlayfsSnapshotter(root, config, OverlayfsProbe.Of(root).OptionsFor(config), TimeProvider.System, NullLogger.Instance));
    }
}
