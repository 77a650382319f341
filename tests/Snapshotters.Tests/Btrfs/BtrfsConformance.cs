using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Conformance.Support;
using PluginHost.Linux.Mounting;
using PluginHost.Plugins.Btrfs;
using PluginHost.Snapshots;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Btrfs;

[Needs("root", "mkfs.btrfs")]
public sealed class BtrfsConformance : SnapshotterConformance
{
    protected override ValueTask<ISnapshotter> OpenAsync(string root)
    {
        FileSystemImage.MountBtrfs(root);

        return ValueTask.FromResult<ISnapshotter>(
            new BtrfsSnapshotter(root, MountTable.Lookup(root).Source, TimeProvider.System, NullLogger.Instance));
    }
}
