using Metadata.Tests.Support;
using PluginHost.Content;
using PluginHost.Gc;
using PluginHost.Images;
using PluginHost.Leases;

namespace Metadata.Tests;

/// <summary>
/// Changes made while a collection marks. It is held there by the log: a lease with an expiry that is no time is told of by the marker.
/// </summary>
public sealed class MarkingTests : IAsyncLifetime
{
    private const string Prefix = "containerd.io/gc.";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private GcWorld _world = null!;

    private static readonly string[] Garbage = ["config", "layer", "manifest", "other"];

    public async Task InitializeAsync()
    {
        _world = await GcWorld.StartAsync();
        await _world.LeaseAsync("told", Prefix + "expire", "no time");
        await _world.BlobAsync("layer");
        await _world.BlobAsync("config", Texts.Of(Prefix + "ref.snapshot.s", "top"));
        await _world.BlobAsync("manifest", Texts.Of(Prefix + "ref.content.config", Digest("config"), Prefix + "ref.content.l.0", Digest("layer")));
        await _world.BlobAsync("other");
        await _world.CommittedAsync("base");
        await _world.CommittedAsync("top", "base");
        await _world.CommittedAsync("loose", "base");
        await _world.LeaseAsync("empty");
        await _world.LeaseAsync("old", Prefix + "expire", _world.InSeconds(-10));
        await _world.ContainerAsync("c");
        await _world.ImageAsync("expired", "other", Texts.Of(Prefix + "expire", _world.InSeconds(-10)));
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task What_an_image_is_made_of_meanwhile_stays_whole()
        => await AfterAsync(
            () => _world.ImageAsync("i", "manifest"),
            "blob config", "blob layer", "blob manifest", "image i", "snapshot base", "snapshot top");

    [Fact]
    public async Task What_a_lease_is_given_meanwhile_stays_with_what_it_refers_to()
        => await AfterAsync(
            () => Leases.AddResourceAsync("empty", new LeaseResource(Digest("manifest"), "content"), CancellationToken.None),
            "blob config", "blob layer", "blob manifest", "snapshot base", "snapshot top");

    [Fact]
    public async Task What_a_new_lease_is_given_meanwhile_stays()
        => await AfterAsync(
            async () =>
            {
                await _world.LeaseAsync("new");
                await Leases.AddResourceAsync("new", new LeaseResource("top", "snapshots/s"), CancellationToken.None);
            },
            "lease new", "snapshot base", "snapshot top");

    [Fact]
    public async Task What_a_label_names_meanwhile_stays()
        => await AfterAsync(
            () => _world.Daemon.Metadata.Containers(TestDaemon.In()).UpdateAsync(
                Samples.Container("c") with { Labels = Texts.Of(Prefix + "ref.content", Digest("config")) }, ["labels"], CancellationToken.None),
            "blob config", "snapshot base", "snapshot top");

    [Fact]
    public async Task What_becomes_a_root_meanwhile_stays()
        => await AfterAsync(
            async () =>
            {
                ContentInfo info = await _world.Store().InfoAsync(GcWorld.DigestOf("config"), CancellationToken.None);
                await _world.Store().UpdateAsync(
                    info with { Labels = Texts.Of(Prefix + "root", "x", Prefix + "ref.snapshot.s", "top") }, [], CancellationToken.None);
            },
            "blob config", "snapshot base", "snapshot top");

    [Fact]
    public async Task What_gets_a_child_meanwhile_stays()
        => await AfterAsync(
            () => _world.Snapshots().PrepareAsync("child", "top", Texts.None, CancellationToken.None), "snapshot base", "snapshot child", "snapshot top");

    [Fact]
    public async Task What_refers_back_meanwhile_stays_with_what_it_refers_to()
        => await AfterAsync(
            async () =>
            {
                ContentInfo info = await _world.Store().InfoAsync(GcWorld.DigestOf("config"), CancellationToken.None);
                await _world.Store().UpdateAsync(
                    info with { Labels = Texts.Of(Prefix + "bref.container", "c", Prefix + "ref.snapshot.s", "top") }, [], CancellationToken.None);
            },
            "blob config", "snapshot base", "snapshot top");

    [Fact]
    public async Task An_image_whose_expiry_goes_meanwhile_stays()
        => await AfterAsync(
            async () =>
            {
                ImageRecord image = await Images.GetAsync("expired", CancellationToken.None);
                await Images.UpdateAsync(image with { Labels = Texts.None }, ["labels"], null, CancellationToken.None);
            },
            "blob other", "image expired");

    [Fact]
    public async Task What_a_container_gets_meanwhile_stays()
        => await AfterAsync(() => _world.ContainerAsync("new", "top"), "container new", "snapshot base", "snapshot top");

    [Fact]
    public async Task What_an_ingest_stands_on_meanwhile_stays()
        => await AfterAsync(
            async () =>
            {
                await using (await _world.Store("empty").OpenWriterAsync("r", 0, default, CancellationToken.None))
                {
                }
            },
            "ingest r");

    [Fact]
    public async Task What_is_made_and_deleted_meanwhile_keeps_nothing()
        => await AfterAsync(
            async () =>
            {
                await _world.ImageAsync("i", "manifest");
                await Images.DeleteAsync("i", null, CancellationToken.None);
            });

    [Fact]
    public async Task What_is_deleted_meanwhile_is_no_fault_and_not_counted()
    {
        GcStatistics? statistics = null;
        await AfterAsync(() => _world.Store().DeleteAsync(GcWorld.DigestOf("other"), CancellationToken.None), onDone: done => statistics = done);

        // Blobs, snapshots, image and lease, without the blob that was deleted.
        Assert.Equal(3 + 3 + 2, statistics!.Removed);
    }

    [Fact]
    public async Task What_lost_its_reference_meanwhile_goes_with_the_next_collection()
    {
        await _world.ImageAsync("i", "manifest");
        await AfterAsync(
            () => Images.DeleteAsync("i", null, CancellationToken.None), "blob config", "blob layer", "blob manifest", "snapshot base", "snapshot top");

        await _world.CollectAsync();

        Assert.Equal(["container c", "lease empty", "lease told"], await _world.ObjectsAsync(Garbage));
    }

    private ILeaseStore Leases => _world.Daemon.Metadata.Leases(TestDaemon.In());

    private IImageStore Images => _world.Daemon.Metadata.Images(TestDaemon.In());

    // Makes a change, which must not wait for the marker, and looks at what is left beside container c and the leases that never go.
    private async Task AfterAsync(Func<Task> changeAsync, params string[] kept) => await AfterAsync(changeAsync, static _ => { }, kept);

    private async Task AfterAsync(Func<Task> changeAsync, Action<GcStatistics> onDone, params string[] kept)
    {
        using ManualResetEventSlim go = new();
        TaskCompletionSource marking = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Daemon.Logger.OnMessage = message =>
        {
            if (message == "ignoring invalid expiration value of lease")
            {
                marking.TrySetResult();
                Assert.True(go.Wait(Deadline));
            }
        };
        Task<GcStatistics> collection = _world.CollectAsync();
        try
        {
            await marking.Task.WaitAsync(Deadline);
            await changeAsync().WaitAsync(Deadline);
            Assert.False(collection.IsCompleted);
        }
        finally
        {
            go.Set();
        }

        onDone(await collection.WaitAsync(Deadline));
        _world.Daemon.Logger.OnMessage = static _ => { };
        string[] always = ["container c", "lease empty", "lease told"];
        Assert.Equal(always.Concat(kept).Order(StringComparer.Ordinal), await _world.ObjectsAsync(Garbage));
    }

    private static string Digest(string text) => GcWorld.DigestOf(text).ToString();
}
