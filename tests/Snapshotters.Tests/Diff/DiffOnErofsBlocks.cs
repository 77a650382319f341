using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Diff;

/// <summary>With an image for what is written.</summary>
[Needs("root", "mkfs.erofs", "mkfs.ext4")]
public sealed class DiffOnErofsBlocks : WalkingOnSnapshotter
{
    protected override ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root)
    {
        ErofsMountOptions options = new() { WritableSize = 16 << 20 };

        return ValueTask.FromResult<ISnapshotter?>(
            new ErofsSnapshotter(root, $"{root}.state", new ErofsConfig(), options, TimeProvider.System, NullLogger.Instance));
    }
}
