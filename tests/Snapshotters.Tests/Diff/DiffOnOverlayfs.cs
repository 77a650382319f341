using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins.Overlayfs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Diff;

public sealed class DiffOnOverlayfs : WalkingOnSnapshotter
{
    protected override ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root)
    {
        OverlayfsConfig config = new();

        return ValueTask.FromResult<ISnapshotter?>(
            new OverlayfsSnapshotter(root, config, OverlayfsProbe.Of(root).OptionsFor(config), TimeProvider.System, NullLogger.Instance));
    }
}
