using Metadata.Tests.Support;
using PluginHost.Errors;
using PluginHost.Gc;
using PluginHost.Plugins;
using PluginHost.Plugins.Leases;

namespace Metadata.Tests;

public sealed class LeaseManagerTests : IAsyncLifetime
{
    private readonly Collections _collector = new();
    private TestDaemon _daemon = null!;
    private MetadataLeases _leases = null!;

    public async Task InitializeAsync()
    {
        _daemon = await TestDaemon.StartAsync();
        _daemon.Plugins.With(PluginTypes.Metadata, "bolt", _daemon.Metadata).With(PluginTypes.Gc, "scheduler", _collector);
        _leases = MetadataLeases.Open(_daemon.Plugins);
    }

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public void The_plugin_is_called_as_in_containerd()
    {
        Registration registration = new LeasePlugin().Registrations.Single();

        Assert.Equal("io.containerd.lease.v1.manager", registration.Uri);
        Assert.Equal([PluginTypes.Metadata, PluginTypes.Gc], registration.Requires);
    }

    [Fact]
    public async Task Leases_are_those_of_the_metadata()
    {
        await _leases.For(TestDaemon.In()).CreateAsync("l", Texts.None, CancellationToken.None);

        Assert.Single(await _daemon.Metadata.Leases(TestDaemon.In()).ListAsync([], CancellationToken.None));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_deletion_waits_for_the_collector_if_asked(bool wait, int collections)
    {
        await _leases.For(TestDaemon.In()).CreateAsync("l", Texts.None, CancellationToken.None);
        await _leases.DeleteAsync(TestDaemon.In(), "l", wait, CancellationToken.None);

        Assert.Empty(await _leases.For(TestDaemon.In()).ListAsync([], CancellationToken.None));
        Assert.Equal(collections, _collector.Count);
    }

    [Fact]
    public async Task Deleting_an_unknown_lease_collects_nothing()
    {
        await Expect.ErrorAsync(
            ErrorKind.NotFound, "lease \"l\": not found", () => _leases.DeleteAsync(TestDaemon.In(), "l", wait: true, CancellationToken.None));
        Assert.Equal(0, _collector.Count);
    }

    [Fact]
    public void Without_a_collector_the_plugin_does_not_start()
    {
        _daemon.Plugins.Remove(PluginTypes.Gc, "scheduler");

        Assert.Throws<DaemonException>(() => MetadataLeases.Open(_daemon.Plugins));
    }

    private sealed class Collections : IGarbageCollector
    {
        public int Count { get; private set; }

        public Task<GcStatistics> CollectAsync(CancellationToken cancellationToken)
        {
            Count++;
            return Task.FromResult(new GcStatistics(TimeSpan.Zero, 0));
        }
    }
}
