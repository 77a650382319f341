using Metadata.Tests.Support;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Mounts;
using PluginHost.Plugins;
using PluginHost.Snapshots;

namespace Metadata.Tests;

public sealed class SnapshotterTests : IAsyncLifetime
{
    private readonly MemorySnapshotter _backend = MemorySnapshotter.Create();
    private TestDaemon _daemon = null!;

    public async Task InitializeAsync()
    {
        _daemon = await TestDaemon.StartAsync();
        _daemon.Plugins.With(PluginTypes.Snapshotter, "memory", _backend);
    }

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_snapshot_goes_through_its_life()
    {
        IReadOnlyList<Mount> mounts = await PrepareAsync("a");
        Assert.Equal(mounts, await Store().MountsAsync("a", CancellationToken.None));
        Assert.Equal("/ns/1/a", mounts.Single().Source);
        await CommitAsync("base", "a");
        _daemon.Clock.Advance(TimeSpan.FromSeconds(1));
        await PrepareAsync("b", "base");
        await Store().ViewAsync("v", "base", Texts.None, CancellationToken.None);
        await _daemon.RestartAsync();

        Assert.Equal(
            [("b", SnapshotKind.Active, "base"), ("base", SnapshotKind.Committed, ""), ("v", SnapshotKind.View, "base")],
            (await ListAsync()).Select(static info => (info.Name, info.Kind, info.Parent)));
        Assert.Equal(["ns/2/base", "ns/3/b", "ns/4/v"], _backend.Keys);
        Assert.Equal("ns/2/base", _backend["ns/3/b"].Parent);
        Assert.Equal(Timestamp.Now(_daemon.Clock), (await StatAsync("b")).CreatedAt);
        Assert.Equal(new SnapshotUsage(1, 6), await Store().UsageAsync("b", CancellationToken.None));
        await Expect.ErrorAsync(
            ErrorKind.NotFound, "snapshot a does not exist: not found", () => StatAsync("a"));
    }

    [Fact]
    public async Task The_records_have_the_keys_of_containerd()
    {
        await PrepareAsync("a", labels: Texts.Of("x", "1"));
        await CommitAsync("base", "a", labels: Texts.Of("y", "2"));
        await PrepareAsync("b", "base");

        string[] dump = await _daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!.Bucket("ns")!.Bucket("snapshots")!));
        ulong sequence = await _daemon.LookAsync(static t => t.Bucket("v1")!.Bucket("ns")!.Bucket("snapshots")!.Bucket("memory")!.Sequence);

        const string now = "010000000ee139b4bf00000000ffff";
        Assert.Equal(
            [
                $"memory/b/createdat = {now}",
                "memory/b/name = " + Dump.Hex("ns/3/b"),
                "memory/b/parent = " + Dump.Hex("base"),
                $"memory/b/updatedat = {now}",
                "memory/base/children/b = ",
                $"memory/base/createdat = {now}",
                "memory/base/labels/y = 32",
                "memory/base/name = " + Dump.Hex("ns/2/base"),
                $"memory/base/updatedat = {now}",
            ],
            dump);

        // Numbers are taken out of the sequence 64 at a time.
        Assert.Equal(64UL, sequence);
    }

    [Fact]
    public async Task An_unknown_snapshot_is_not_found()
    {
        const string message = "snapshot a does not exist: not found";
        await Expect.ErrorAsync(ErrorKind.NotFound, "can not find snapshotter \"memory\": not found", () => CommitAsync("n", "a"));
        for (int round = 0; round < 2; round++)
        {
            await Expect.ErrorAsync(ErrorKind.NotFound, message, () => StatAsync("a"));
            await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store().MountsAsync("a", CancellationToken.None));
            await Expect.ErrorAsync(ErrorKind.NotFound, message, () => Store().UsageAsync("a", CancellationToken.None));
            await Expect.ErrorAsync(ErrorKind.NotFound, message, () => RemoveAsync("a"));
            await Expect.ErrorAsync(ErrorKind.NotFound, message, () => UpdateAsync("a", Texts.None));
            await PrepareAsync($"other{round}");
        }

        await Expect.ErrorAsync(ErrorKind.NotFound, message, () => CommitAsync("n", "a"));
        await Expect.ErrorAsync(ErrorKind.NotFound, "parent snapshot p does not exist: not found", () => PrepareAsync("a", "p"));
    }

    [Fact]
    public async Task A_snapshot_of_another_namespace_is_not_found()
    {
        await Store("other").PrepareAsync("a", "", Texts.None, CancellationToken.None);
        await PrepareAsync("a");

        Assert.Equal(["ns/1/a", "other/1/a"], _backend.Keys);
        await Store("other").RemoveAsync("a", CancellationToken.None);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task A_taken_key_exists_already()
    {
        await PrepareAsync("a");
        await PrepareAsync("b");
        await CommitAsync("n", "a");

        await Expect.ErrorAsync(ErrorKind.AlreadyExists, "snapshot \"b\": already exists", () => PrepareAsync("b"));
        await Expect.ErrorAsync(
            ErrorKind.AlreadyExists,
            "snapshot \"b\": already exists",
            () => Store().ViewAsync("b", "", Texts.None, CancellationToken.None));
        await Expect.ErrorAsync(ErrorKind.AlreadyExists, "snapshot \"n\": already exists", () => CommitAsync("n", "b"));
        await Expect.ErrorAsync(ErrorKind.AlreadyExists, "snapshot \"b\": already exists", () => CommitAsync("b", "b"));
        Assert.Equal(SnapshotKind.Active, (await StatAsync("b")).Kind);
    }

    [Fact]
    public async Task Keys_must_not_be_empty()
    {
        const string message = "snapshot key must not be empty: invalid argument";
        await PrepareAsync("a");
        await Expect.ErrorAsync(ErrorKind.InvalidArgument, message, () => PrepareAsync(""));
        await Expect.ErrorAsync(ErrorKind.InvalidArgument, message, () => CommitAsync("", "a"));
        await Expect.ErrorAsync(ErrorKind.InvalidArgument, "invalid argument", () => UpdateAsync("", Texts.None));
    }

    [Fact]
    public async Task A_label_that_is_too_long_is_refused()
    {
        const string message = "info.Labels: label key and value length (5001 bytes) greater than maximum size (4096 bytes), key: k: invalid argument";
        IReadOnlyDictionary<string, string> labels = Texts.Of("k", new string('v', 5000));
        await PrepareAsync("a");
        await Expect.ErrorAsync(ErrorKind.InvalidArgument, message, () => PrepareAsync("b", labels: labels));
        await Expect.ErrorAsync(ErrorKind.InvalidArgument, message, () => CommitAsync("n", "a", labels: labels));
        await Expect.ErrorAsync(ErrorKind.InvalidArgument, message, () => UpdateAsync("a", labels));
    }

    [Fact]
    public async Task A_parent_must_be_committed()
    {
        await PrepareAsync("a");

        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, "parent ns/1/a is not committed: invalid argument", () => PrepareAsync("b", "a"));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Only_an_active_snapshot_is_committed_and_a_refused_commit_leaves_no_trace()
    {
        await Store().ViewAsync("v", "", Texts.None, CancellationToken.None);

        await Expect.ErrorAsync(
            ErrorKind.FailedPrecondition, "snapshot ns/1/v is not active: failed precondition", () => CommitAsync("n", "v"));
        string[] dump = await _daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!.Bucket("ns")!.Bucket("snapshots")!));
        Assert.DoesNotContain(dump, static line => line.Contains("committing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_committed_snapshot_has_no_mounts()
    {
        await PrepareAsync("a");
        await CommitAsync("n", "a");

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => Store().MountsAsync("n", CancellationToken.None));
        Assert.Equal(ErrorKind.FailedPrecondition, error.Kind);
    }

    [Fact]
    public async Task A_snapshot_with_children_is_not_removed()
    {
        await PrepareAsync("a");
        await CommitAsync("base", "a");
        await PrepareAsync("b", "base");

        await Expect.ErrorAsync(
            ErrorKind.FailedPrecondition, "cannot remove snapshot with child: failed precondition", () => RemoveAsync("base"));
        await RemoveAsync("b");
        await RemoveAsync("base");
        Assert.Empty(await ListAsync());
        Assert.Equal(2, _backend.Keys.Count);
    }

    [Fact]
    public async Task A_child_whose_record_was_forgotten_does_not_hold_its_parent()
    {
        await PrepareAsync("a");
        await CommitAsync("base", "a");
        await PrepareAsync("b", "base");
        await _daemon.ChangeAsync(static t => t.Bucket("v1")!.Bucket("ns")!.Bucket("snapshots")!.Bucket("memory")!.DeleteBucket("b"));

        await RemoveAsync("base");

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Only_labels_for_snapshotters_reach_the_backend()
    {
        IReadOnlyDictionary<string, string> labels = Texts.Of("a", "1", "containerd.io/snapshot/x", "2", "containerd.io/snapshot.ref", "r");
        await PrepareAsync("a", labels: labels);

        Assert.Equal(["containerd.io/snapshot.ref", "containerd.io/snapshot/x"], _backend["ns/1/a"].Labels.Keys.Order());
        Assert.Equal(labels, (await StatAsync("a")).Labels);
        await CommitAsync("n", "a", labels: Texts.Of("containerd.io/snapshot/y", "3"));
        Assert.Equal(Texts.Of("containerd.io/snapshot/y", "3"), (await StatAsync("n")).Labels);
        Assert.Equal(Texts.Of("containerd.io/snapshot/y", "3"), _backend["ns/2/n"].Labels);
    }

    [Fact]
    public async Task Labels_are_updated_here_and_in_the_backend()
    {
        await PrepareAsync("a", labels: Texts.Of("a", "1", "containerd.io/snapshot/x", "2"));
        _daemon.Clock.Advance(TimeSpan.FromSeconds(1));

        SnapshotInfo single = await UpdateAsync("a", Texts.Of("b", "3"), "labels.a", "labels.b");
        SnapshotInfo stat = await StatAsync("a");
        SnapshotInfo all = await UpdateAsync("a", Texts.Of("containerd.io/snapshot/y", "4"));

        Assert.Equal(Texts.Of("b", "3", "containerd.io/snapshot/x", "2"), single.Labels);
        Assert.Equal(single.Labels, stat.Labels);
        Assert.Equal(Timestamp.Now(_daemon.Clock), stat.UpdatedAt);
        Assert.True(stat.CreatedAt < stat.UpdatedAt);
        Assert.Equal((SnapshotKind.Active, "a"), (all.Kind, all.Name));
        Assert.Equal(Texts.Of("containerd.io/snapshot/y", "4"), all.Labels);
        Assert.Equal(Texts.Of("containerd.io/snapshot/y", "4"), _backend["ns/1/a"].Labels);
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "cannot update \"parent\" field on snapshot \"a\": invalid argument",
            () => UpdateAsync("a", Texts.None, "parent"));
    }

    [Theory]
    [InlineData("kind==committed", "base")]
    [InlineData("kind==active,labels.l==1", "a1")]
    [InlineData("parent==base", "a1,a2")]
    [InlineData("name==a2|kind==view", "a2,v")]
    [InlineData("parent!=\"\"", "a1,a2")]
    [InlineData("labels.l", "a1")]
    [InlineData("labels.l==2", "")]
    public async Task Snapshots_are_filtered(string filters, string expected)
    {
        await PrepareAsync("x");
        await CommitAsync("base", "x");
        await PrepareAsync("a1", "base", Texts.Of("l", "1"));
        await PrepareAsync("a2", "base");
        await Store().ViewAsync("v", "", Texts.None, CancellationToken.None);

        Assert.Equal(expected, string.Join(',', (await ListAsync(filters.Split('|'))).Select(static info => info.Name)));
    }

    [Fact]
    public async Task A_walk_goes_on_while_the_snapshotter_is_used_and_skips_what_the_backend_has_lost()
    {
        for (int i = 0; i < 230; i++)
        {
            await PrepareAsync($"k{i:D3}");
        }

        await _backend.RemoveAsync("ns/8/k007", CancellationToken.None);
        List<string> seen = [];
        await foreach (SnapshotInfo info in Store().WalkAsync([], CancellationToken.None))
        {
            seen.Add((await StatAsync(info.Name)).Name);
            if (info.Name == "k000")
            {
                await RemoveAsync("k000");
                await RemoveAsync("k150");
            }
        }

        Assert.Equal(228, seen.Count);
        Assert.DoesNotContain("k007", seen);
    }

    [Fact]
    public async Task A_bad_filter_is_refused()
        => await Expect.ErrorAsync(
            ErrorKind.InvalidArgument, "filters: parse error: [a==]: expected value or quoted: invalid argument", () => ListAsync("a=="));

    [Fact]
    public async Task Changes_are_published_but_no_view()
    {
        await PrepareAsync("a");
        await CommitAsync("n", "a");
        await PrepareAsync("b", "n");
        await Store().ViewAsync("v", "n", Texts.None, CancellationToken.None);
        await RemoveAsync("v");

        Assert.Equal(
            [
                new SnapshotPrepared("a", "", "memory"),
                new SnapshotCommitted("a", "n", "memory"),
                new SnapshotPrepared("b", "n", "memory"),
                new SnapshotRemoved("v", "memory"),
            ],
            _daemon.Published);
    }

    [Fact]
    public async Task A_commit_can_give_a_parent_to_a_snapshot_that_has_none()
    {
        await PrepareAsync("a");
        await CommitAsync("base", "a");
        await PrepareAsync("b");
        await PrepareAsync("c", "base");

        await Store().CommitAsync("n", "b", "base", Texts.None, CancellationToken.None);
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "snapshot c has parent base, not n: invalid argument",
            () => Store().CommitAsync("m", "c", "n", Texts.None, CancellationToken.None));
        await Store().CommitAsync("m", "c", "base", Texts.None, CancellationToken.None);

        Assert.Equal("base", (await StatAsync("n")).Parent);
        Assert.Equal("base", (await StatAsync("m")).Parent);
        Assert.Equal("ns/2/base", _backend[_backend.Keys.Single(static key => key.EndsWith("/n", StringComparison.Ordinal))].Parent);
        await Expect.ErrorAsync(
            ErrorKind.FailedPrecondition, "cannot remove snapshot with child: failed precondition", () => RemoveAsync("base"));
        await PrepareAsync("d");
        await Expect.ErrorAsync(
            ErrorKind.NotFound,
            "parent snapshot zz does not exist: not found",
            () => Store().CommitAsync("o", "d", "zz", Texts.None, CancellationToken.None));
    }

    private ISnapshotter Store(string @namespace = "ns", string? lease = null, string name = "memory")
        => _daemon.Metadata.Snapshotter(TestDaemon.In(@namespace, lease), name);

    private Task<SnapshotInfo> StatAsync(string key) => Store().StatAsync(key, CancellationToken.None);

    private Task<IReadOnlyList<Mount>> PrepareAsync(string key, string parent = "", IReadOnlyDictionary<string, string>? labels = null)
        => Store().PrepareAsync(key, parent, labels ?? Texts.None, CancellationToken.None);

    private Task CommitAsync(string name, string key, IReadOnlyDictionary<string, string>? labels = null)
        => Store().CommitAsync(name, key, "", labels ?? Texts.None, CancellationToken.None);

    private Task RemoveAsync(string key) => Store().RemoveAsync(key, CancellationToken.None);

    private Task<SnapshotInfo> UpdateAsync(string key, IReadOnlyDictionary<string, string> labels, params string[] paths)
        => Store().UpdateAsync(
            new SnapshotInfo { Kind = SnapshotKind.Unknown, Name = key, Parent = "ignored", Labels = labels }, paths, CancellationToken.None);

    private async Task<List<SnapshotInfo>> ListAsync(params string[] filters)
    {
        List<SnapshotInfo> found = [];
        await foreach (SnapshotInfo info in Store().WalkAsync(filters, CancellationToken.None))
        {
            found.Add(info);
        }

        return found;
    }
}
