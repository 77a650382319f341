using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins.Native;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Diff;

public sealed class DiffOnNative : WalkingOnSnapshotter
{
    protected override ValueTask<ISnapshotter?> OpenSnapshotterAsync(string root)
        => ValueTask.FromResult<ISnapshotter?>(new NativeSnapshotter(root, TimeProvider.System, NullLogger.Instance));
}
