using Metadata.Tests.Support;
using PluginHost.Conformance.Plugins;
using PluginHost.Errors;
using PluginHost.Gc;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata.Gc.Reports;
using PluginHost.Sandboxes;

namespace Metadata.Tests;

/// <summary>Resources outside the metadata that are collected with it: mounts, streams, what a vendor brings.</summary>
public sealed class ResourceCollectionTests : IAsyncLifetime
{
    private const string Prefix = "containerd.io/gc.";

    private readonly MemoryCollector _mounts = new("mount");
    private GcWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await GcWorld.StartAsync();
        _world.Daemon.Metadata.Collect(_mounts);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task What_nothing_refers_to_is_withdrawn_and_released()
    {
        _mounts.Put("a");
        _mounts.Put("a", @namespace: "other");

        GcStatistics statistics = await _world.CollectAsync();

        Assert.Equal(2, statistics.Removed);
        Assert.Empty(_mounts.Names);
        Assert.Equal(["a", "a"], _mounts.Released);
    }

    [Theory]
    [InlineData("ref.mount", true)]
    [InlineData("ref.mount.x", true)]
    [InlineData("ref.mount/x", true)]
    [InlineData("ref.mountx", false)]
    [InlineData("ref.stream", false)]
    [InlineData("bref.mount", false)]
    public async Task A_label_of_a_container_keeps_the_mount_that_it_names(string label, bool kept)
    {
        _mounts.Put("m");
        await _world.ContainerAsync("c", labels: Texts.Of(Prefix + label, "m"));

        await _world.CollectAsync();

        Assert.Equal(kept ? ["m"] : [], _mounts.Names);
    }

    [Fact]
    public async Task Labels_of_images_content_snapshots_and_sandboxes_keep_what_they_name()
    {
        foreach (string name in (string[])["image", "content", "snapshot", "sandbox", "nobody", "garbage", "elsewhere"])
        {
            _mounts.Put(name);
        }

        await _world.BlobAsync("blob", Texts.Of(Prefix + "ref.mount.1", "content"));
        await _world.ImageAsync("i", "blob", Texts.Of(Prefix + "ref.mount", "image"));
        await _world.CommittedAsync("s", labels: Texts.Of(Prefix + "ref.mount", "snapshot", Prefix + "root", "1"));
        await _world.Daemon.Metadata.Sandboxes(TestDaemon.In()).CreateAsync(
            new SandboxRecord { Id = "p", Labels = Texts.Of(Prefix + "ref.mount", "sandbox") }, CancellationToken.None);
        await _world.BlobAsync("unreferenced", Texts.Of(Prefix + "ref.mount", "garbage"));
        await _world.Daemon.Metadata.Containers(TestDaemon.In("other")).CreateAsync(
            Samples.Container("c") with { Labels = Texts.Of(Prefix + "ref.mount", "elsewhere") }, CancellationToken.None);
        await _world.CollectAsync();

        // The blob that nothing refers to went with its mount; a name in another namespace is another mount.
        Assert.Equal(["content", "image", "sandbox", "snapshot"], _mounts.Names);
    }

    [Fact]
    public async Task A_lease_keeps_its_resources_until_it_expires()
    {
        _mounts.Put("leased", lease: "l");
        _mounts.Put("flat", lease: "f");
        _mounts.Put("expired", lease: "old");
        _mounts.Put("unknown", lease: "nope");
        _mounts.Put("active", active: true);
        await _world.LeaseAsync("l");
        await _world.LeaseAsync("f", Prefix + "flat", "1");
        await _world.LeaseAsync("old", Prefix + "expire", _world.InSeconds(-10));

        await _world.CollectAsync();
        Assert.Equal(["active", "flat", "leased"], _mounts.Names);

        await _world.Daemon.Metadata.Leases(TestDaemon.In()).DeleteAsync("l", CancellationToken.None);
        await _world.CollectAsync();
        Assert.Equal(["active", "flat"], _mounts.Names);
    }

    [Fact]
    public async Task A_resource_stays_while_what_its_back_reference_names_stays()
    {
        _mounts.Put("of image", labels: [Prefix + "bref.image", "i"]);
        _mounts.Put("of container", labels: [Prefix + "bref.container.x", "c"]);
        _mounts.Put("of snapshot", labels: [Prefix + "bref.snapshot.s", "gone"]);
        await _world.BlobAsync("blob");
        await _world.ImageAsync("i", "blob");
        await _world.ContainerAsync("c");

        await _world.CollectAsync();

        Assert.Equal(["of container", "of image"], _mounts.Names);
    }

    [Fact]
    public async Task What_has_changed_since_it_was_listed_stays()
    {
        _mounts.Put("m");
        MemoryCollector later = new("stream") { Listing = () => Task.Run(() => _mounts.Put("m", lease: "l")) };
        _world.Daemon.Metadata.Collect(later);

        await _world.CollectAsync();

        Assert.Equal(["m"], _mounts.Names);
        Assert.Empty(_mounts.Released);
    }

    [Fact]
    public async Task What_a_label_names_while_the_collection_runs_stays()
    {
        await _world.LeaseAsync("told", Prefix + "expire", "no time");
        _mounts.Put("m");

        // The marker tells of the lease; until the container is there it goes no further.
        int told = 0;
        _world.Daemon.Logger.OnMessage = message =>
        {
            if (message == "ignoring invalid expiration value of lease" && Interlocked.Increment(ref told) == 1)
            {
                Assert.True(Task.Run(() => _world.ContainerAsync("c", labels: Texts.Of(Prefix + "ref.mount", "m"))).Wait(TimeSpan.FromSeconds(60)));
            }
        };

        await _world.CollectAsync();

        Assert.True(told > 0);
        Assert.Equal(["m"], _mounts.Names);
    }

    [Fact]
    public async Task A_collector_that_fails_keeps_its_resources_and_nobody_else_from_being_collected()
    {
        MemoryCollector broken = new("stream") { Listing = static () => throw new IOException("no list today") };
        broken.Put("s");
        _world.Daemon.Metadata.Collect(broken);
        _mounts.Put("m");
        _mounts.Releasing = static () => throw new IOException("busy");

        await _world.CollectAsync();

        Assert.Equal(["s"], broken.Names);
        Assert.Empty(_mounts.Names);
        broken.Listing = static () => Task.CompletedTask;
        await _world.CollectAsync();
        Assert.Equal(["s"], broken.Released);
    }

    [Fact]
    public async Task The_reports_have_the_resources()
    {
        _mounts.Put("kept");
        _mounts.Put("gone");
        await _world.ContainerAsync("c", labels: Texts.Of(Prefix + "ref.mount", "kept"));
        GcReports reports = GcReports.Of(new PluginTable().With(PluginTypes.Metadata, "bolt", _world.Daemon.Metadata));

        GcPlan plan = await reports.PlanAsync("", CancellationToken.None);
        GcAnswer why = Assert.Single(await reports.WhyAsync("kept", "", CancellationToken.None));

        Assert.Equal(new GcObject("mount", "ns", "gone", null), Assert.Single(plan.Garbage));
        Assert.Equal([new GcStep("container", "c", "container"), new GcStep("mount", "kept", Prefix + "ref.mount")], Assert.Single(why.Paths));
    }

    [Fact]
    public async Task A_word_has_one_collector_and_is_free_again_when_it_ends()
    {
        DaemonException taken = Assert.Throws<DaemonException>(() => _world.Daemon.Metadata.Collect(new MemoryCollector("mount")));
        Assert.Equal("a collector of \"mount\": already exists", taken.Message);
        Assert.Throws<DaemonException>(() => _world.Daemon.Metadata.Collect(new MemoryCollector("content")));
        MemoryCollector streams = new("stream");
        using (_world.Daemon.Metadata.Collect(streams))
        {
        }

        streams.Put("s");
        await _world.CollectAsync();
        Assert.Equal(["s"], streams.Names);
        using IDisposable again = _world.Daemon.Metadata.Collect(streams);
        await _world.CollectAsync();
        Assert.Empty(streams.Names);
    }
}
