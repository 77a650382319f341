using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Plugins.Overlayfs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Overlayfs;

public sealed class OverlayfsConformance : SnapshotterConformance
{
    /// <summary>The kernel's default of redirect_dir is off.</summary>
    protected override bool RenamesDirectories => false;

    protected override ValueTask<ISnapshotter> OpenAsync(string root)
    {
        OverlayfsConfig config = new();

        return ValueTask.FromResult<ISnapshotter>(
            new OverlayfsSnapshotter(root, config, OverlayfsProbe.Of(root).OptionsFor(config), TimeProvider.System, NullLogger.Instance));
    }
}
