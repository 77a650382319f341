using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Diff;

/// <summary>With mounts that the differ has to activate.</summary>
[Needs("root", "mkfs.erofs")]
public sealed class DiffOnDescribedErofs : WalkingOnSnapshotter
{
    protected override ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root)
        => ValueTask.FromResult<ISnapshotter?>(
            new ErofsSnapshotter(root, $"{root}.state", new ErofsConfig { MountLayers = false }, new ErofsMountOptions(), TimeProvider.System, NullLogger.Instance));
}
