using Metadata.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Gc;
using PluginHost.Leases;
using PluginHost.Plugins;

namespace Metadata.Tests;

/// <summary>What a collection keeps and what it removes, label by label.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private const string Prefix = "containerd.io/gc.";

    private GcWorld _world = null!;

    public async Task InitializeAsync() => _world = await GcWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task What_nothing_refers_to_goes_here_and_in_the_backends()
    {
        await _world.BlobAsync("a");
        await _world.CommittedAsync("base");
        await _world.Snapshots().PrepareAsync("top", "base", Texts.None, CancellationToken.None);

        GcStatistics statistics = await _world.CollectAsync();

        Assert.Equal(3, statistics.Removed);
        Assert.Empty(await _world.ObjectsAsync(["a"]));
        Assert.Empty(_world.Content.Blobs);
        Assert.Empty(_world.Snapshotter.Keys);
    }

    [Fact]
    public async Task An_image_keeps_its_graph()
    {
        await _world.BlobAsync("config", Texts.Of(Prefix + "ref.snapshot.s", "top"));
        await _world.BlobAsync("layer");
        await _world.BlobAsync("other");
        await _world.BlobAsync(
            "manifest",
            Texts.Of(Prefix + "ref.content.config", Digest("config"), Prefix + "ref.content.l.0", Digest("layer")));
        await _world.CommittedAsync("base");
        await _world.CommittedAsync("top", "base");
        await _world.CommittedAsync("loose", "base");
        await _world.ImageAsync("image", "manifest");

        await _world.CollectAsync();

        Assert.Equal(
            ["blob config", "blob layer", "blob manifest", "image image", "snapshot base", "snapshot top"],
            await _world.ObjectsAsync(["config", "layer", "manifest", "other"]));
        Assert.Equal(3, _world.Content.Blobs.Count);
        Assert.Equal(["ns/2/base", "ns/4/top"], _world.Snapshotter.Keys);
    }

    [Theory]
    [InlineData("ref.content", true)]
    [InlineData("ref.content.x", true)]
    [InlineData("ref.content/x", true)]
    [InlineData("ref.contentbad", false)]
    [InlineData("ref.snapshot", false)]
    [InlineData("ref.container", false)]
    [InlineData("other", false)]
    public async Task A_content_label_must_end_or_go_on_with_a_separator(string label, bool kept)
    {
        await _world.BlobAsync("a");
        await _world.ContainerAsync("c", labels: Texts.Of(Prefix + label, Digest("a")));

        await _world.CollectAsync();

        Assert.Equal(kept ? ["blob a", "container c"] : ["container c"], await _world.ObjectsAsync(["a"]));
    }

    [Theory]
    [InlineData("ref.snapshot.s", true)]
    [InlineData("ref.snapshot.s/x", true)]
    [InlineData("ref.snapshot.s.x", false)]
    [InlineData("ref.snapshot.", false)]
    [InlineData("ref.snapshot./x", false)]
    [InlineData("ref.snapshot/s", false)]
    [InlineData("ref.snapshot.t", false)]
    public async Task A_snapshot_label_names_its_snapshotter(string label, bool kept)
    {
        await _world.CommittedAsync("n");
        await _world.ImageAsync("i", "missing", Texts.Of(Prefix + label, "n"));

        await _world.CollectAsync();

        Assert.Equal(kept ? ["image i", "snapshot n"] : ["image i"], await _world.ObjectsAsync([]));
    }

    [Theory]
    [InlineData("ref.image", true)]
    [InlineData("ref.image.x", true)]
    [InlineData("ref.imagex", false)]
    public async Task An_image_label_keeps_an_expired_image(string label, bool kept)
    {
        await _world.ImageAsync("old", "missing", Texts.Of(Prefix + "expire", _world.InSeconds(-1)));
        await _world.ImageAsync("new", "missing", Texts.Of(Prefix + label, "old"));

        await _world.CollectAsync();

        Assert.Equal(kept ? ["image new", "image old"] : ["image new"], await _world.ObjectsAsync([]));
    }

    [Fact]
    public async Task Snapshots_keep_their_parents_and_what_their_labels_name()
    {
        await _world.BlobAsync("a");
        await _world.CommittedAsync("base", labels: Texts.Of(Prefix + "ref.content", Digest("a")));
        await _world.CommittedAsync("top", "base", Texts.Of(Prefix + "root", "yes"));

        await _world.CollectAsync();

        Assert.Equal(["blob a", "snapshot base", "snapshot top"], await _world.ObjectsAsync(["a"]));
    }

    [Fact]
    public async Task A_container_keeps_its_snapshot()
    {
        await _world.CommittedAsync("base");
        await _world.Snapshots().PrepareAsync("c", "base", Texts.None, CancellationToken.None);
        await _world.Snapshots().PrepareAsync("loose", "base", Texts.None, CancellationToken.None);
        await _world.ContainerAsync("c", "c");

        await _world.CollectAsync();

        Assert.Equal(["container c", "snapshot base", "snapshot c"], await _world.ObjectsAsync([]));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("root.x")]
    [InlineData("rooted")]
    public async Task A_root_label_keeps_content_and_snapshots(string label)
    {
        await _world.BlobAsync("a", Texts.Of(Prefix + label, "any"));
        await _world.CommittedAsync("n", labels: Texts.Of(Prefix + label, "any"));

        await _world.CollectAsync();

        Assert.Equal(["blob a", "snapshot n"], await _world.ObjectsAsync(["a"]));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(-10, false)]
    public async Task A_lease_keeps_what_is_attached_until_it_expires(int seconds, bool kept)
    {
        await _world.LeaseAsync("l", Prefix + "expire", _world.InSeconds(seconds));
        await _world.BlobAsync("leaf");
        await _world.BlobAsync("a", Texts.Of(Prefix + "ref.content", Digest("leaf")), lease: "l");
        await _world.CommittedAsync("n", lease: "l");
        await using (await _world.Store("l").OpenWriterAsync("half", 0, default, CancellationToken.None))
        {
        }

        await _world.CollectAsync();

        Assert.Equal(
            kept ? ["blob a", "blob leaf", "ingest half", "lease l", "snapshot n"] : [], await _world.ObjectsAsync(["a", "leaf"]));
    }

    [Fact]
    public async Task An_expiry_that_is_no_time_is_told_and_ignored()
    {
        await _world.LeaseAsync("l", Prefix + "expire", "tomorrow");
        await _world.ImageAsync("i", "missing", Texts.Of(Prefix + "expire", "tomorrow"));

        await _world.CollectAsync();

        Assert.Equal(["image i", "lease l"], await _world.ObjectsAsync([]));
        Assert.Contains(_world.Daemon.Logger.Entries, static entry => entry.Message == "ignoring invalid expiration value of lease");
        Assert.Contains(_world.Daemon.Logger.Entries, static entry => entry.Message == "ignoring invalid expiration value of image");
    }

    [Fact]
    public async Task A_flat_lease_keeps_only_what_is_attached_itself()
    {
        await _world.LeaseAsync("l", Prefix + "flat", "any");
        await _world.BlobAsync("leaf");
        await _world.BlobAsync("a", Texts.Of(Prefix + "ref.content", Digest("leaf")), lease: "l");
        await _world.BlobAsync("labelled");
        await _world.CommittedAsync("base");
        await _world.CommittedAsync("top", "base", Texts.Of(Prefix + "ref.content", Digest("labelled")), lease: "l");
        await _world.BlobAsync("target", Texts.Of(Prefix + "ref.content", Digest("labelled")));
        await _world.ImageAsync(
            "i", "target", Texts.Of(Prefix + "expire", _world.InSeconds(-1), Prefix + "ref.content", Digest("labelled")), lease: "l");

        await _world.CollectAsync();

        Assert.Equal(
            ["blob a", "blob target", "image i", "lease l", "snapshot base", "snapshot top"],
            await _world.ObjectsAsync(["a", "leaf", "labelled", "target"]));
    }

    [Fact]
    public async Task What_a_flat_lease_reaches_is_followed_when_something_else_reaches_it()
    {
        await _world.LeaseAsync("l", Prefix + "flat", "any");
        await _world.BlobAsync("leaf");
        await _world.BlobAsync("a", Texts.Of(Prefix + "ref.content", Digest("leaf")), lease: "l");
        await _world.ImageAsync("i", "a");

        await _world.CollectAsync();

        Assert.Equal(["blob a", "blob leaf", "image i", "lease l"], await _world.ObjectsAsync(["a", "leaf"]));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(-10, false)]
    public async Task An_image_keeps_its_content_until_it_expires(int seconds, bool kept)
    {
        await _world.BlobAsync("a");
        await _world.ImageAsync("i", "a", Texts.Of(Prefix + "expire", _world.InSeconds(seconds)));

        await _world.CollectAsync();

        Assert.Equal(kept ? ["blob a", "image i"] : [], await _world.ObjectsAsync(["a"]));
    }

    [Fact]
    public async Task An_expiry_on_content_and_snapshots_does_nothing()
    {
        await _world.BlobAsync("a", Texts.Of(Prefix + "expire", _world.InSeconds(-1), Prefix + "root", "x"));
        await _world.BlobAsync("b", Texts.Of(Prefix + "expire", _world.InSeconds(100)));

        await _world.CollectAsync();

        Assert.Equal(["blob a"], await _world.ObjectsAsync(["a", "b"]));
    }

    [Fact]
    public async Task An_ingest_lives_for_a_day_after_it_was_last_opened()
    {
        await using (await _world.Store().OpenWriterAsync("half", 0, default, CancellationToken.None))
        {
        }

        _world.Daemon.Clock.Advance(TimeSpan.FromHours(23));
        await _world.CollectAsync();
        Assert.Equal(["ingest half"], await _world.ObjectsAsync([]));
        _world.Daemon.Clock.Advance(TimeSpan.FromHours(2));
        await _world.CollectAsync();

        Assert.Empty(await _world.ObjectsAsync([]));
        Assert.Empty(_world.Content.Ingests);
    }

    [Fact]
    public async Task An_ingest_keeps_the_blob_that_stands_for_its_bytes()
    {
        await _world.BlobAsync("a", @namespace: "other");
        await using (await _world.Store().OpenWriterAsync("r", 0, GcWorld.DigestOf("a"), CancellationToken.None))
        {
        }

        await _world.CollectAsync();

        Assert.Single(_world.Content.Blobs);
        Assert.Empty(await _world.ObjectsAsync(["a"], "other"));
    }

    [Theory]
    [InlineData("bref.container", "c", true)]
    [InlineData("bref.container.x", "c", true)]
    [InlineData("bref.container", "none", false)]
    [InlineData("bref.containers", "c", false)]
    [InlineData("bref.image", "i", true)]
    [InlineData("bref.image/x", "i", true)]
    [InlineData("bref.content", "blob", true)]
    [InlineData("bref.snapshot.s", "root", true)]
    [InlineData("bref.snapshot.s/x", "root", true)]
    [InlineData("bref.snapshot.t", "root", false)]
    public async Task A_back_reference_keeps_its_holder_with_what_it_names(string label, string value, bool kept)
    {
        await _world.ContainerAsync("c");
        await _world.BlobAsync("blob");
        await _world.ImageAsync("i", "blob");
        await _world.CommittedAsync("root", labels: Texts.Of(Prefix + "root", "x"));
        await _world.BlobAsync("holder", Texts.Of(Prefix + label, value == "blob" ? Digest("blob") : value));
        await _world.CommittedAsync("holder", labels: Texts.Of(Prefix + label, value == "blob" ? Digest("blob") : value));

        await _world.CollectAsync();

        string[] always = ["blob blob", "container c", "image i", "snapshot root"];
        Assert.Equal(
            kept ? always.Concat(["blob holder", "snapshot holder"]).Order(StringComparer.Ordinal) : always,
            await _world.ObjectsAsync(["blob", "holder"]));
    }

    [Fact]
    public async Task A_back_reference_of_an_expired_image_keeps_it()
    {
        await _world.ContainerAsync("c");
        await _world.ImageAsync(
            "i", "missing", Texts.Of(Prefix + "expire", _world.InSeconds(-1), Prefix + "bref.container", "c"));

        await _world.CollectAsync();

        Assert.Equal(["container c", "image i"], await _world.ObjectsAsync([]));
    }

    [Theory]
    [InlineData("cond.snapshot.s", "usedat<2h", true)]
    [InlineData("cond.snapshot/s", "usedat<2h", true)]
    [InlineData("cond.snapshot.s/x", "usedat<30m,usedat<2h", true)]
    [InlineData("cond.snapshot.s", "usedat<30m", false)]
    [InlineData("cond.snapshot.s", "usedat>30m", true)]
    [InlineData("cond.snapshot.s", "usedat>2h", false)]
    [InlineData("cond.snapshot.s", "usedat<=2h", false)]
    [InlineData("cond.snapshot.s", "usedat=2h", false)]
    [InlineData("cond.snapshot.s", "size<2h", false)]
    [InlineData("cond.snapshot.s", "", false)]
    [InlineData("cond.snapshots", "usedat<2h", false)]
    [InlineData("cond.snapshot.t", "usedat<2h", false)]
    public async Task A_conditional_reference_counts_while_a_condition_holds(string label, string condition, bool kept)
    {
        await _world.CommittedAsync("n", labels: Texts.Of(Prefix + "cond.value-usedat", _world.InSeconds(-3600)));
        await _world.ImageAsync("i", "missing", Texts.Of(Prefix + label, $"{condition}|n"));

        await _world.CollectAsync();

        Assert.Equal(kept ? ["image i", "snapshot n"] : ["image i"], await _world.ObjectsAsync([]));
    }

    [Theory]
    [InlineData("usedat<2h|n", null)]
    [InlineData("usedat<2h|n", "yesterday")]
    [InlineData("usedat<2h", "now")]
    public async Task A_condition_needs_a_value_and_a_snapshot(string value, string? usedAt)
    {
        string usedAtText = usedAt == "now" ? _world.InSeconds(0) : usedAt ?? "";
        await _world.CommittedAsync("n", labels: Texts.Of(Prefix + "cond.value-usedat", usedAtText));
        await _world.BlobAsync("a", Texts.Of(Prefix + "root", "x", Prefix + "cond.snapshot.s", value));

        await _world.CollectAsync();

        Assert.Equal(["blob a"], await _world.ObjectsAsync(["a"]));
    }

    [Fact]
    public async Task Sandboxes_keep_what_their_labels_name()
    {
        await _world.BlobAsync("a");
        await _world.Daemon.ChangeAsync(static t => t.Bucket("v1")!.Bucket("ns")!.CreateBucket("sandboxes").CreateBucket("s1")
            .CreateBucket("labels").Put(Prefix + "ref.content", Digest("a")));

        await _world.CollectAsync();

        Assert.Equal(["blob a"], await _world.ObjectsAsync(["a"]));
    }

    [Fact]
    public async Task References_do_not_leave_their_namespace()
    {
        await _world.BlobAsync("a", @namespace: "other");
        await _world.BlobAsync("a");
        await _world.ImageAsync("i", "a");

        await _world.CollectAsync();

        Assert.Equal(["blob a", "image i"], await _world.ObjectsAsync(["a"]));
        Assert.Empty(await _world.ObjectsAsync(["a"], "other"));
        Assert.Single(_world.Content.Blobs);
    }

    [Fact]
    public async Task A_circle_of_references_is_no_reason_to_stay()
    {
        await _world.BlobAsync("a", Texts.Of(Prefix + "ref.content", Digest("b")));
        await _world.BlobAsync("b", Texts.Of(Prefix + "ref.content", Digest("a")));

        await _world.CollectAsync();

        Assert.Empty(await _world.ObjectsAsync(["a", "b"]));
    }

    [Fact]
    public async Task A_removed_snapshot_is_no_longer_among_the_children_of_its_parent()
    {
        await _world.CommittedAsync("base", labels: Texts.Of(Prefix + "root", "x"));
        await _world.Snapshots().PrepareAsync("loose", "base", Texts.None, CancellationToken.None);

        await _world.CollectAsync();

        string[] dump = await _world.Daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!.Bucket("ns")!.Bucket("snapshots")!));
        Assert.DoesNotContain(dump, static line => line.Contains("loose", StringComparison.Ordinal));
        await _world.Snapshots().RemoveAsync("base", CancellationToken.None);
    }

    [Fact]
    public async Task Removed_images_and_snapshots_are_published_and_content_is_not()
    {
        await _world.BlobAsync("a");
        await _world.CommittedAsync("n");
        await _world.ImageAsync("i", "a", Texts.Of(Prefix + "expire", _world.InSeconds(-1)));
        _world.Daemon.Events.Published.Clear();

        await _world.CollectAsync();

        Assert.Equal(
            [("ns", new SnapshotRemoved("n", "s")), ("ns", new ImageDeleted("i"))],
            _world.Daemon.Events.Published.Select(static published => (published.Namespace, published.Event)));
    }

    [Fact]
    public async Task A_publication_that_fails_does_not_stop_the_collection()
    {
        await _world.BlobAsync("a");
        await _world.CommittedAsync("n");
        _world.Daemon.Events.OnPublish = static _ => throw DaemonException.Unavailable("exchange");

        await _world.CollectAsync();

        Assert.Empty(_world.Content.Blobs);
        Assert.Empty(_world.Snapshotter.Keys);
    }

    [Fact]
    public async Task A_collection_that_finds_nothing_does_not_write()
    {
        await _world.BlobAsync("a");
        await _world.ImageAsync("i", "a");
        await _world.CollectAsync();
        await _world.Daemon.CloseAsync();
        byte[] before = await File.ReadAllBytesAsync(_world.Daemon.File);
        await _world.Daemon.OpenAsync();
        Assert.Equal(0, (await _world.CollectAsync()).Removed);
        await _world.Daemon.CloseAsync();

        Assert.Equal(before, await File.ReadAllBytesAsync(_world.Daemon.File));
        await _world.Daemon.OpenAsync();
    }

    [Fact]
    public async Task The_lease_of_a_deleted_blob_does_not_keep_it()
    {
        await _world.LeaseAsync("l");
        await _world.BlobAsync("a", lease: "l");
        await _world.Daemon.Metadata.Leases(TestDaemon.In()).DeleteResourceAsync(
            "l", new LeaseResource(Digest("a"), "content"), CancellationToken.None);

        await _world.CollectAsync();

        Assert.Equal(["lease l"], await _world.ObjectsAsync(["a"]));
    }

    [Fact]
    public async Task Without_backends_the_records_are_still_collected()
    {
        await _world.BlobAsync("a");
        await _world.CommittedAsync("n");
        _world.Daemon.Plugins.Remove(PluginTypes.Content, "content");
        _world.Daemon.Plugins.Remove(PluginTypes.Snapshotter, "s");

        Assert.Equal(2, (await _world.CollectAsync()).Removed);

        _world.Daemon.Plugins.With(PluginTypes.Content, "content", _world.Content).With(PluginTypes.Snapshotter, "s", _world.Snapshotter);
        await _world.CollectAsync();
        Assert.Empty(_world.Content.Blobs);
        Assert.Empty(_world.Snapshotter.Keys);
    }

    private static string Digest(string text) => GcWorld.DigestOf(text).ToString();
}
