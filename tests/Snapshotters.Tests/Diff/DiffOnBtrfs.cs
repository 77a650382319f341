using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Linux.Mounting;
using PluginHost.Plugins.Btrfs;
using PluginHost.Snapshots;
using PluginHost.Testing.Images;

namespace Snapshotters.Tests.Diff;

[Needs("root", "mkfs.btrfs")]
public sealed class DiffOnBtrfs : WalkingOnSnapshotter
{
    protected override async ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root)
    {
        await FileSystemImage.MountBtrfsAsync(root);

        return new BtrfsSnapshotter(root, MountTable.Lookup(root).Source, TimeProvider.System, NullLogger.Instance);
    }
}
