using PluginHost.Conformance.Support;
using PluginHost.Errors;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Snapshots;

/// <summary>What a snapshotter knows of its snapshots: names, kinds, parents, labels, errors. Nothing is mounted.</summary>
public abstract class SnapshotterRecordCases : SnapshotterHarness
{
    [SuiteFact]
    public async Task A_prepared_snapshot_is_active_and_has_no_parent()
    {
        await PrepareAsync("active");

        SnapshotInfo info = await Snapshotter.StatAsync("active", Deadline);

        Assert.Equal(("active", SnapshotKind.Active, ""), (info.Name, info.Kind, info.Parent));
    }

    [SuiteFact]
    public async Task A_committed_snapshot_has_its_new_name_only()
    {
        await PrepareAsync("active");
        await CommitAsync("committed", "active");

        SnapshotInfo info = await Snapshotter.StatAsync("committed", Deadline);

        Assert.Equal(("committed", SnapshotKind.Committed, ""), (info.Name, info.Kind, info.Parent));
        await FailsAsync(ErrorKind.NotFound, () => Snapshotter.StatAsync("active", Deadline));
    }

    [SuiteFact]
    public async Task Parents_are_known_through_two_commits()
    {
        await CommittedAsync("first");
        await CommittedAsync("second", "first");
        await PrepareAsync("third", "second");

        Assert.Equal("second", (await Snapshotter.StatAsync("third", Deadline)).Parent);
        Assert.Equal("first", (await Snapshotter.StatAsync("second", Deadline)).Parent);
        Assert.Equal("", (await Snapshotter.StatAsync("first", Deadline)).Parent);
    }

    [SuiteFact]
    public async Task A_key_is_given_only_once()
    {
        await CommittedAsync("base");
        await PrepareAsync("prepared", "base");
        await ViewAsync("viewed", "base");

        foreach (string taken in (string[])["prepared", "viewed", "base"])
        {
            await FailsAsync(ErrorKind.AlreadyExists, () => PrepareAsync(taken, "base"));
            await FailsAsync(ErrorKind.AlreadyExists, () => ViewAsync(taken, "base"));
        }

        Assert.Equal(SnapshotKind.Active, (await Snapshotter.StatAsync("prepared", Deadline)).Kind);
        Assert.Equal(SnapshotKind.View, (await Snapshotter.StatAsync("viewed", Deadline)).Kind);
    }

    [SuiteFact]
    public async Task A_parent_must_exist_and_be_committed()
    {
        await PrepareAsync("active");

        await FailsAsync(ErrorKind.NotFound, () => PrepareAsync("child", "missing"));
        await FailsAsync(ErrorKind.NotFound, () => ViewAsync("child", "missing"));
        await FailsAsync(ErrorKind.InvalidArgument, () => PrepareAsync("child", "active"));
        await FailsAsync(ErrorKind.InvalidArgument, () => ViewAsync("child", "active"));
        await FailsAsync(ErrorKind.NotFound, () => Snapshotter.StatAsync("child", Deadline));
    }

    [SuiteFact]
    public async Task An_unknown_key_is_not_found_by_any_call()
    {
        await CommittedAsync("base");

        await FailsAsync(ErrorKind.NotFound, () => Snapshotter.StatAsync("missing", Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Snapshotter.UsageAsync("missing", Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Snapshotter.MountsAsync("missing", Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Snapshotter.RemoveAsync("missing", Deadline));
        await FailsAsync(ErrorKind.NotFound, () => CommitAsync("name", "missing"));
        await FailsAsync(
            ErrorKind.NotFound,
            () => Snapshotter.UpdateAsync(new SnapshotInfo { Kind = SnapshotKind.Active, Name = "missing" }, [], Deadline));
    }

    [SuiteFact]
    public async Task Only_an_active_snapshot_can_be_committed()
    {
        await CommittedAsync("base");
        await ViewAsync("view", "base");
        await PrepareAsync("active", "base");

        await FailsAsync(ErrorKind.FailedPrecondition, () => CommitAsync("other", "base"));
        DaemonException refused = await Assert.ThrowsAsync<DaemonException>(() => CommitAsync("other", "view"));
        Assert.Equal(LooksAtTheKindFirst ? ErrorKind.FailedPrecondition : ErrorKind.Unknown, refused.Kind);
        await FailsAsync(ErrorKind.AlreadyExists, () => CommitAsync("base", "active"));
        Assert.Equal(SnapshotKind.Active, (await Snapshotter.StatAsync("active", Deadline)).Kind);
    }

    [SuiteFact]
    public async Task Mounts_are_the_same_again_and_refused_for_a_committed_snapshot()
    {
        await CommittedAsync("base");
        IReadOnlyList<PluginHost.Mounts.Mount> prepared = await PrepareAsync("active", "base");
        IReadOnlyList<PluginHost.Mounts.Mount> viewed = await ViewAsync("view", "base");

        Assert.Equal(prepared.Select(Text), (await Snapshotter.MountsAsync("active", Deadline)).Select(Text));
        Assert.Equal(viewed.Select(Text), (await Snapshotter.MountsAsync("view", Deadline)).Select(Text));
        await FailsAsync(ErrorKind.FailedPrecondition, () => Snapshotter.MountsAsync("base", Deadline));
    }

    [SuiteFact]
    public async Task A_key_can_be_used_again_after_its_removal()
    {
        await PrepareAsync("key");
        await Snapshotter.RemoveAsync("key", Deadline);
        await ViewAsync("key");
        await Snapshotter.RemoveAsync("key", Deadline);
        await PrepareAsync("key");
        await CommitAsync("name", "key");
        await Snapshotter.RemoveAsync("name", Deadline);

        await CommittedAsync("name");

        Assert.Equal(["name"], await WalkAsync());
    }

    [SuiteFact]
    public async Task A_snapshot_with_children_stays()
    {
        await CommittedAsync("bottom");
        await CommittedAsync("middle", "bottom");
        await PrepareAsync("top", "middle");

        DaemonException error = await FailsAsync(ErrorKind.FailedPrecondition, () => Snapshotter.RemoveAsync("middle", Deadline));
        Assert.Contains("remove", error.Message, StringComparison.Ordinal);
        await FailsAsync(ErrorKind.FailedPrecondition, () => Snapshotter.RemoveAsync("bottom", Deadline));

        foreach (string name in (string[])["top", "middle", "bottom"])
        {
            await Snapshotter.RemoveAsync(name, Deadline);
        }

        Assert.Empty(await WalkAsync());
    }

    [SuiteFact]
    public async Task Usage_of_an_active_snapshot_is_stored_at_its_commit()
    {
        await PrepareAsync("active");
        SnapshotUsage active = await Snapshotter.UsageAsync("active", Deadline);
        await CommitAsync("committed", "active");
        await ViewAsync("view", "committed");

        Assert.True(active.Inodes > 0, $"an empty snapshot has at least its root directory: {active}");
        SnapshotUsage committed = await Snapshotter.UsageAsync("committed", Deadline);
        Assert.True(committed.Inodes > 0, $"a committed snapshot is at least one file: {committed}");
        Assert.Equal(CommitsAsItIs ? active : committed, committed);
        Assert.Equal(default, await Snapshotter.UsageAsync("view", Deadline));
    }

    [SuiteTheory]
    [InlineData("", "first", "first")]
    [InlineData("first", "first", "first")]
    [InlineData("first", "", "first")]
    [InlineData("", "", "")]
    public async Task A_commit_gives_a_parent_to_a_snapshot_without_one(string stored, string requested, string expected)
    {
        await CommittedAsync("first");
        await PrepareAsync("active", stored);

        await Snapshotter.CommitAsync("committed", "active", requested, NoLabels, Deadline);

        Assert.Equal(Rebases ? expected : stored, (await Snapshotter.StatAsync("committed", Deadline)).Parent);
    }

    [SuiteTheory]
    [InlineData("first", "second", ErrorKind.InvalidArgument)]
    [InlineData("", "missing", ErrorKind.NotFound)]
    [InlineData("", "another", ErrorKind.FailedPrecondition)]
    public async Task A_commit_refuses_a_parent_that_does_not_fit(string stored, string requested, ErrorKind kind)
    {
        await CommittedAsync("first");
        await CommittedAsync("second");
        await PrepareAsync("another");
        await PrepareAsync("active", stored);

        Task Commit() => Snapshotter.CommitAsync("committed", "active", requested, NoLabels, Deadline);
        if (!Rebases)
        {
            await Commit();
            Assert.Equal(stored, (await Snapshotter.StatAsync("committed", Deadline)).Parent);
            return;
        }

        await FailsAsync(kind, Commit);
        Assert.Equal(SnapshotKind.Active, (await Snapshotter.StatAsync("active", Deadline)).Kind);
        await FailsAsync(ErrorKind.NotFound, () => Snapshotter.StatAsync("committed", Deadline));
    }

    [SuiteFact]
    public async Task Closing_twice_is_fine()
    {
        await PrepareAsync("active");

        await Snapshotter.DisposeAsync();
        await Snapshotter.DisposeAsync();
    }

    private static string Text(PluginHost.Mounts.Mount mount)
        => $"{mount.Type} {mount.Source} {mount.Target} {string.Join(',', mount.Options)}";
}
