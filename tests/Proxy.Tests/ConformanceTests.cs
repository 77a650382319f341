using PluginHost.Conformance.Snapshots;
using PluginHost.Plugins.Proxy.Snapshots;
using PluginHost.Snapshots;

namespace Proxy.Tests;

/// <summary>The suite of all snapshotters, through the client, against containerd's native snapshotter in its own process.</summary>
public sealed class ConformanceTests : SnapshotterConformance
{
    private VendorProcess? _vendor;

    // Native copies whole trees, and 128 of them are tested with our own one.
    protected override int ManyLayers => 16;

    // containerd 1.6.
    protected override bool Rebases => false;

    protected override bool LooksAtTheKindFirst => false;

    public override async Task DisposeAsync()
    {
        if (_vendor is not null)
        {
            await _vendor.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async ValueTask<ISnapshotter> OpenAsync(string root)
    {
        _vendor = new VendorProcess("snapshot", root);
        await _vendor.StartAsync();
        return new ProxySnapshotter("far", Connections.To("snapshotter", _vendor));
    }
}
