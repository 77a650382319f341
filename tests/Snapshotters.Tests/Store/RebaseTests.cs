using PluginHost.Errors;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Store;

public sealed class RebaseTests : StoreTest
{
    [Theory]
    [InlineData("", "first", "first")]
    [InlineData("first", "first", "first")]
    [InlineData("first", "", "first")]
    [InlineData("", "", "")]
    public async Task A_commit_takes_the_parent_that_is_stored_or_asked_for(string stored, string requested, string expected)
    {
        await CommittedAsync("zero");
        await CommittedAsync("first", "zero");
        await CreateAsync(SnapshotKind.Active, "active", stored);

        await CommitAsync("active", "committed", requested);

        Snapshot view = await CreateAsync(SnapshotKind.View, "view", "committed");
        ulong[] parents = expected.Length > 0 ? [3, 2, 1] : [3];
        Assert.Equal(parents, view.ParentIds.Select(id => id.Value));
    }

    [Theory]
    [InlineData("first", "second", ErrorKind.InvalidArgument)]
    [InlineData("", "missing", ErrorKind.NotFound)]
    [InlineData("", "other", ErrorKind.FailedPrecondition)]
    [InlineData("", "active", ErrorKind.FailedPrecondition)]
    [InlineData("", "committed", ErrorKind.NotFound)]
    public async Task A_commit_refuses_other_parents(string stored, string requested, ErrorKind kind)
    {
        await CommittedAsync("first");
        await CommittedAsync("second");
        await CreateAsync(SnapshotKind.Active, "other");
        await CreateAsync(SnapshotKind.Active, "active", stored);

        await FailsAsync(kind, () => CommitAsync("active", "committed", requested));

        Assert.Equal(SnapshotKind.Active, (await ReadAsync(reader => reader.GetInfo("active"))).Info.Kind);
    }

    [Fact]
    public async Task A_rebased_snapshot_is_a_child_of_its_new_parent()
    {
        await CommittedAsync("parent");
        await CreateAsync(SnapshotKind.Active, "active");
        await CommitAsync("active", "committed", "parent");

        await FailsAsync(ErrorKind.FailedPrecondition, () => WriteAsync(writer => writer.Remove("parent")));
        await WriteAsync(writer => writer.Remove("committed"));
        await WriteAsync(writer => writer.Remove("parent"));
    }
}
