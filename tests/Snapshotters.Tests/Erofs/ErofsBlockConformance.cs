using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Conformance.Support;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Erofs;

/// <summary>The suite again with an image for what is written.</summary>
[Needs("root", "mkfs.erofs", "mkfs.ext4")]
public sealed class ErofsBlockConformance : SnapshotterConformance
{
    protected override bool RenamesDirectories => false;

    protected override bool MeasuresFiles => false;

    protected override bool CommitsAsItIs => false;

    protected override int ManyLayers => 12;

    protected override ValueTask<ISnapshotter> OpenAsync(string root)
    {
        ErofsMountOptions options = new() { WritableSize = 16 << 20 };

        return ValueTask.FromResult<ISnapshotter>(
            new ErofsSnapshotter(root, $"{root}.state", new ErofsConfig(), options, TimeProvider.System, NullLogger.Instance));
    }
}
