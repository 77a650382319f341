using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Plugins.Blockfile;
using PluginHost.Snapshots;
using PluginHost.Testing.Images;

namespace Snapshotters.Tests.Diff;

[Needs("root", "mkfs.ext4")]
public sealed class DiffOnBlockfile : WalkingOnSnapshotter
{
    protected override async ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root)
    {
        string scratch = Path.Join(root, "scratch");
        await FileSystemImage.MakeEmptyExt4Async(scratch);

        return new BlockfileSnapshotter(
            root, scratch, BlockfileMounts.For(new BlockfileConfig()), TimeProvider.System, NullLogger.Instance);
    }
}
