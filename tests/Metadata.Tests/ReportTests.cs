using Metadata.Tests.Support;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata;
using PluginHost.Plugins.Metadata.Gc.Reports;

namespace Metadata.Tests;

/// <summary>What a collection would do, and why.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private const string Prefix = "containerd.io/gc.";

    private GcWorld _world = null!;

    private GcReports Reports => ((BoltMetadata)_world.Daemon.Metadata).Reports;

    public async Task InitializeAsync()
    {
        _world = await GcWorld.StartAsync();
        await _world.BlobAsync("layer");
        await _world.BlobAsync("config", Texts.Of(Prefix + "ref.snapshot.s", "top"));
        await _world.BlobAsync("manifest", Texts.Of(Prefix + "ref.content.config", Digest("config"), Prefix + "ref.content.l.0", Digest("layer")));
        await _world.CommittedAsync("base");
        await _world.CommittedAsync("top", "base");
        await _world.ImageAsync("image", "manifest");
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_plan_has_what_keeps_each_survivor_by_a_shortest_path()
    {
        GcPlan plan = await Reports.PlanAsync("", CancellationToken.None);

        Assert.Empty(plan.Garbage);
        Assert.Equal(0, plan.FreedBytes);
        Assert.Equal(6, plan.Kept.Count);
        Assert.Equal(
            [
                new GcStep("image", "image", "image"),
                new GcStep("content", Digest("manifest"), "target"),
                new GcStep("content", Digest("config"), Prefix + "ref.content.config"),
                new GcStep("snapshot", "s/top", Prefix + "ref.snapshot.s"),
                new GcStep("snapshot", "s/base", "parent"),
            ],
            Assert.Single(plan.Kept, static kept => kept.Object.Key == "s/base").Path);
        Assert.Equal(
            [new GcStep("image", "image", "image")], Assert.Single(plan.Kept, static kept => kept.Object.Type == "image").Path);
    }

    [Fact]
    public async Task A_collection_removes_what_the_plan_says_and_nothing_else()
    {
        await _world.BlobAsync("loose");
        await _world.CommittedAsync("loose", "base");
        await _world.LeaseAsync("old", Prefix + "expire", _world.InSeconds(-1));
        await _world.BlobAsync("leased", lease: "old");

        GcPlan plan = await Reports.PlanAsync("", CancellationToken.None);
        int removed = (await _world.CollectAsync()).Removed;
        GcPlan after = await Reports.PlanAsync("", CancellationToken.None);

        Assert.Equal(
            ["content " + Digest("leased"), "content " + Digest("loose"), "lease old", "snapshot s/loose"],
            plan.Garbage.Select(static item => $"{item.Type} {item.Key}").Order(StringComparer.Ordinal));
        Assert.Equal(plan.Garbage.Count, removed);
        Assert.Empty(after.Garbage);
        Assert.Equal(plan.Kept.Select(static kept => kept.Object), after.Kept.Select(static kept => kept.Object));
    }

    [Fact]
    public async Task Bytes_are_those_of_blobs_snapshots_and_ingests()
    {
        await _world.LeaseAsync("l");
        await _world.BlobAsync("loose");
        await _world.CommittedAsync("n");
        await using (PluginHost.Content.IContentWriter writer = await _world.Store("l").OpenWriterAsync("half", 0, default, CancellationToken.None))
        {
            await writer.WriteAsync("1234567"u8.ToArray(), CancellationToken.None);
        }

        await _world.Daemon.Metadata.Leases(TestDaemon.In()).DeleteAsync("l", CancellationToken.None);

        GcPlan plan = await Reports.PlanAsync("", CancellationToken.None);

        long snapshot = _world.Snapshotter.Keys.Single(static key => key.EndsWith("/n", StringComparison.Ordinal)).Length;
        Assert.Equal(
            [("content", 5L), ("ingest", 7L), ("snapshot", snapshot)],
            plan.Garbage.Select(static item => (item.Type, item.Bytes!.Value)).Order());
        Assert.Equal(5 + 7 + snapshot, plan.FreedBytes);
    }

    [Fact]
    public async Task A_blob_that_another_namespace_keeps_is_not_freed()
    {
        await _world.BlobAsync("layer", @namespace: "other");
        await _world.BlobAsync("twice", @namespace: "other");
        await _world.BlobAsync("twice");

        Assert.Equal(5, (await Reports.PlanAsync("", CancellationToken.None)).FreedBytes);
        GcPlan other = await Reports.PlanAsync("other", CancellationToken.None);
        Assert.Equal((0, 2), (other.FreedBytes, other.Garbage.Count));
        Assert.Empty(other.Kept);
    }

    [Fact]
    public async Task Every_root_that_keeps_an_object_is_told()
    {
        await _world.LeaseAsync("l");
        await _world.BlobAsync("index", Texts.Of(Prefix + "ref.content.m.0", Digest("manifest"), Prefix + "root", "x"), lease: "l");
        await _world.ContainerAsync("c", "top");

        GcAnswer answer = Assert.Single(await Reports.WhyAsync("top", "", CancellationToken.None));

        Assert.Equal(
            [
                ["container c (container)", "snapshot s/top (snapshot)"],
                [$"content {Digest("index")} (lease l)", $"content {Digest("manifest")} ({Prefix}ref.content.m.0)", "...", "..."],
                [$"content {Digest("index")} ({Prefix}root)", $"content {Digest("manifest")} ({Prefix}ref.content.m.0)", "...", "..."],
                ["image image (image)", $"content {Digest("manifest")} (target)", "...", "..."],
            ],
            answer.Paths.Select(static path => path.Select((step, i) => path.Count > 2 && i > 1 ? "..." : $"{step.Type} {step.Key} ({step.Reason})"))
                .Select(static path => path.ToArray()));
    }

    [Fact]
    public async Task A_flat_lease_is_called_so_and_back_references_and_sandboxes_are_told()
    {
        await _world.LeaseAsync("l", Prefix + "flat", "x");
        await _world.BlobAsync("flat", Texts.Of(Prefix + "ref.content", Digest("not")), lease: "l");
        await _world.BlobAsync("not");
        await _world.BlobAsync("back", Texts.Of(Prefix + "bref.image", "image"));

        Assert.Equal(
            new GcStep("content", Digest("flat"), "flat lease l"),
            Assert.Single(Assert.Single(Assert.Single(await Reports.WhyAsync(Digest("flat"), "", CancellationToken.None)).Paths)));
        Assert.Equal(
            [new GcStep("image", "image", "image"), new GcStep("content", Digest("back"), Prefix + "bref.image")],
            Assert.Single(Assert.Single(await Reports.WhyAsync(Digest("back"), "", CancellationToken.None)).Paths));
        GcAnswer garbage = Assert.Single(await Reports.WhyAsync(Digest("not"), "", CancellationToken.None));
        Assert.Empty(garbage.Paths);
        Assert.Empty(garbage.Referrers);
    }

    [Fact]
    public async Task Garbage_has_what_refers_to_it_and_why_that_is_no_root()
    {
        await _world.LeaseAsync("old", Prefix + "expire", _world.InSeconds(-1));
        await _world.BlobAsync("leaf");
        await _world.BlobAsync("a", Texts.Of(Prefix + "ref.content", Digest("leaf")), lease: "old");
        await _world.ImageAsync("expired", "leaf", Texts.Of(Prefix + "expire", _world.InSeconds(-9)));

        GcAnswer leaf = Assert.Single(await Reports.WhyAsync(Digest("leaf"), "", CancellationToken.None));
        GcAnswer a = Assert.Single(await Reports.WhyAsync(Digest("a"), "", CancellationToken.None));
        GcAnswer lease = Assert.Single(await Reports.WhyAsync("old", "", CancellationToken.None));

        Assert.Equal([new GcStep("content", Digest("a"), Prefix + "ref.content"), new GcStep("image", "expired", "target")], leaf.Referrers);
        Assert.Equal([new GcStep("lease", "old", "lease old")], a.Referrers);
        Assert.Equal($"expired at {_world.InSeconds(-1)}", lease.Note);
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "no content, snapshot, image, container, lease or ingest \"sha256:0\" in any namespace: not found",
            () => Reports.WhyAsync("sha256:0", "", CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound, "namespace \"nowhere\": not found", () => Reports.WhyAsync("image", "nowhere", CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.NotFound, "namespace \"nowhere\": not found", () => Reports.PlanAsync("nowhere", CancellationToken.None));
    }

    [Fact]
    public async Task Of_a_backend_that_fails_sizes_stay_unknown()
    {
        await _world.CommittedAsync("n");
        _world.Snapshotter.Hooks.Throw("before usage", new IOException("disk"));

        GcPlan plan = await Reports.PlanAsync("", CancellationToken.None);

        Assert.Equal([null], plan.Garbage.Select(static item => item.Bytes));
        Assert.Equal(0, plan.FreedBytes);
    }

    [Fact]
    public async Task A_backend_that_hangs_is_asked_once()
    {
        await _world.CommittedAsync("n");
        await _world.CommittedAsync("m");
        _world.Snapshotter.Hooks.On("before usage", static () => new TaskCompletionSource().Task);

        Task<GcPlan> asking = Reports.PlanAsync("", CancellationToken.None);
        await Poll.UntilAsync(() => _world.Daemon.Clock.Pending > 0, TimeSpan.FromSeconds(60));
        _world.Daemon.Clock.Advance(TimeSpan.FromSeconds(5));
        GcPlan plan = await asking.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal([null, null], plan.Garbage.Select(static item => item.Bytes));
        Assert.Single(_world.Snapshotter.Hooks.Calls, static call => call == "usage");
    }

    private static string Digest(string text) => GcWorld.DigestOf(text).ToString();
}
