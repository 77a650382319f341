using PluginHost.Plugins;
using PluginHost.Plugins.Proxy;

namespace Proxy.Tests;

public sealed class ProxyLimitsTests
{
    [Fact]
    public void Limits_are_those_of_the_configuration_and_zero_is_none()
    {
        ProxyLimits limits = ProxyLimits.Of(new Timeouts());

        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9)), (limits.Call, limits.Probe));
        Assert.True(limits.Work > TimeSpan.FromDays(20), $"{limits.Work}");
    }

    [RequiresFact("go", VendorProcess.Source)]
    public async Task A_call_without_a_limit_is_answered()
    {
        await using VendorProcess vendor = new("snapshot");
        await vendor.StartAsync();
        TimeSpan none = ProxyLimits.Of(new Timeouts()).Work;
        await using PluginHost.Plugins.Proxy.Snapshots.ProxySnapshotter snapshotter = new(
            "far", Connections.To("snapshotter", vendor, new ProxyLimits(none, none, none)));

        await snapshotter.PrepareAsync("a", "", new Dictionary<string, string>(), CancellationToken.None);

        Assert.Equal(PluginHost.Snapshots.SnapshotKind.Active, (await snapshotter.StatAsync("a", CancellationToken.None)).Kind);
    }

    private sealed class Timeouts : ITimeouts
    {
        public TimeSpan Get(string key) => key switch
        {
            ProxyLimits.CallKey => TimeSpan.FromSeconds(7),
            ProxyLimits.ProbeKey => TimeSpan.FromSeconds(9),
            _ => TimeSpan.Zero,
        };
    }
}
