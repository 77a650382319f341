using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Snapshots;
using PluginHost.Plugins.Native;
using PluginHost.Snapshots;

namespace Snapshotters.Tests.Native;

public sealed class NativeConformance : SnapshotterConformance
{
    protected override ValueTask<ISnapshotter> OpenAsync(string root)
        => ValueTask.FromResult<ISnapshotter>(new NativeSnapshotter(root, TimeProvider.System, NullLogger.Instance));
}
