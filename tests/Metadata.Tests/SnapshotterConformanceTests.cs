using Metadata.Tests.Support;
using PluginHost.Conformance.Snapshots;
using PluginHost.Snapshots;

namespace Metadata.Tests;

/// <summary>The suite of all snapshotters, run through the metadata on top of the native snapshotter.</summary>
public sealed class SnapshotterConformanceTests : SnapshotterConformance
{
    private TestDaemon? _daemon;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            await _daemon.Plugins.CloseAsync();
        }
    }

    protected override async ValueTask<ISnapshotter> OpenAsync(string root)
    {
        _daemon = TestDaemon.On(Path.Combine(root, "io.containerd.metadata.v1.bolt"), TimeProvider.System);
        await RealPlugins.AddAsync(RealPlugins.Native, root, _daemon.Plugins);
        await _daemon.OpenAsync();
        return _daemon.Metadata.Snapshotter(TestDaemon.In(), "native");
    }
}
