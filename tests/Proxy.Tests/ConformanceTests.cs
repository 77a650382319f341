using PluginHost.Conformance.Snapshots;
using PluginHost.Plugins.Proxy.Snapshots;
using PluginHost.Snapshots;

namespace Proxy.Tests;

/// <summary>The suite of all snapshotters, through the client, against containerd's native snapshotter in its own process.</summary>
public sealed class ConformanceTests : SnapshotterConformance
{
    private Func<ValueTask> _endVendor = static () => ValueTask.CompletedTask;

    // Native copies whole trees, and 128 of them are tested with our own one.
    protected override int ManyLayers => 16;

    // containerd 1.6.
    protected override bool Rebases => false;

    protected override bool LooksAtTheKindFirst => false;

    public override async Task DisposeAsync()
    {
        await _endVendor();
        await base.DisposeAsync();
    }

    protected override async ValueTask<ISnapshotter> OpenAsync(string root)
    {
        VendorProcess vendor = new("snapshot", root);
        _endVendor = vendor.DisposeAsync;
        await vendor.StartAsync();
        return new ProxySnapshotter("far", Connections.To("snapshotter", vendor));
    }
}
