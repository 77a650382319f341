using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Diff;

[Needs("root", "mkfs.erofs")]
public sealed class DiffOnErofs : WalkingOnSnapshotter
{
    protected override ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root)
        => ValueTask.FromResult<ISnapshotter?>(
            new ErofsSnapshotter(root, $"{root}.state", new ErofsConfig(), new ErofsMountOptions(), TimeProvider.System, NullLogger.Instance));
}
