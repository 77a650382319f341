using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Conformance.Support;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Erofs;

/// <summary>The suite again with mounts that whoever mounts has to activate.</summary>
[Needs("root", "mkfs.erofs")]
public sealed class ErofsDescribedConformance : SnapshotterConformance
{
    protected override bool RenamesDirectories => false;

    protected override bool CommitsAsItIs => false;

    protected override int ManyLayers => 12;

    protected override ValueTask<ISnapshotter> OpenAsync(string root)
        => ValueTask.FromResult<ISnapshotter>(
            new ErofsSnapshotter(root, $"{root}.state", new ErofsConfig { MountLayers = false }, new ErofsMountOptions(), TimeProvider.System, NullLogger.Instance));
}
