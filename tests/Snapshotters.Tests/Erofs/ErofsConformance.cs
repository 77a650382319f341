using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Conformance.Support;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Erofs;

[Needs("root", "mkfs.erofs")]
public sealed class ErofsConformance : SnapshotterConformance
{
    protected override bool RenamesDirectories => false;

    protected override bool CommitsAsItIs => false;

    protected override ValueTask<ISnapshotter> OpenAsync(string root)
        => ValueTask.FromResult<ISnapshotter>(
            new ErofsSnapshotter(root, $"{root}.state", new ErofsConfig(), new ErofsMountOptions(), TimeProvider.System, NullLogger.Instance));
}
