using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Store;

public sealed class MetaStoreTests : StoreTest
{
    [Fact]
    public async Task An_empty_store_knows_no_snapshot()
    {
        await FailsAsync(ErrorKind.NotFound, () => ReadAsync(reader => reader.GetInfo("missing")));
        await FailsAsync(ErrorKind.NotFound, () => ReadAsync(reader => reader.GetSnapshot("missing")));
        await FailsAsync(ErrorKind.NotFound, () => WriteAsync(writer => writer.Remove("missing")));
        Assert.Empty(await ReadAsync(reader => reader.Ids()));
    }

    [Fact]
    public async Task What_a_snapshot_is_made_of_is_what_it_is_found_as()
    {
        await CommittedAsync("first");
        await CommittedAsync("second", "first");
        Dictionary<string, string> labels = new() { ["one"] = "1", ["dropped"] = "" };

        Snapshot created = await WriteAsync(writer => writer.CreateSnapshot(SnapshotKind.View, "view", "second", labels));
        Snapshot found = await ReadAsync(reader => reader.GetSnapshot("view"));

        Assert.Equal(new SnapshotId(3), created.Id);
        Assert.Equal([new SnapshotId(2), new SnapshotId(1)], created.ParentIds);
        Assert.Equal((created.Id, created.Kind), (found.Id, found.Kind));
        Assert.Equal(created.ParentIds, found.ParentIds);
        Assert.Equal(new Dictionary<string, string> { ["one"] = "1" }, found.Labels);
        Assert.Equal(found.Labels, created.Labels);
    }

    [Fact]
    public async Task A_commit_keeps_the_number_and_takes_the_key_away()
    {
        Snapshot active = await CreateAsync(SnapshotKind.Active, "active");

        SnapshotId committed = await CommitAsync("active", "committed");

        StoredSnapshot stored = await ReadAsync(reader => reader.GetInfo("committed"));
        Assert.Equal(active.Id, committed);
        Assert.Equal(active.Id, stored.Id);
        Assert.Equal(new SnapshotUsage(1, 2), stored.Usage);
        Assert.Equal(stored.Info.CreatedAt, stored.Info.UpdatedAt);
        await FailsAsync(ErrorKind.NotFound, () => ReadAsync(reader => reader.GetInfo("active")));
        await FailsAsync(ErrorKind.FailedPrecondition, () => ReadAsync(reader => reader.GetSnapshot("committed")));
    }

    [Fact]
    public async Task Numbers_are_never_given_twice()
    {
        Snapshot first = await CreateAsync(SnapshotKind.Active, "key");
        await WriteAsync(writer => writer.Remove("key"));

        Snapshot second = await CreateAsync(SnapshotKind.Active, "key");

        Assert.Equal(first.Id.Value + 1, second.Id.Value);
    }

    [Fact]
    public async Task Removing_tells_number_and_kind_and_unlinks_from_the_parent()
    {
        await CommittedAsync("parent");
        Snapshot child = await CreateAsync(SnapshotKind.View, "child", "parent");
        await FailsAsync(ErrorKind.FailedPrecondition, () => WriteAsync(writer => writer.Remove("parent")));
        await FailsAsync(ErrorKind.FailedPrecondition, () => WriteAsync(writer => writer.Remove("parent")));

        Assert.Equal(new RemovedSnapshot(child.Id, SnapshotKind.View), await WriteAsync(writer => writer.Remove("child")));
        Assert.Equal(new RemovedSnapshot(new SnapshotId(1), SnapshotKind.Committed), await WriteAsync(writer => writer.Remove("parent")));
    }

    [Fact]
    public async Task The_children_of_number_128_are_not_those_of_number_1()
    {
        // 128 is written as 80 01, so only the whole prefix tells the two apart.
        await CommittedAsync("first");
        for (int i = 2; i < 128; i++)
        {
            await CreateAsync(SnapshotKind.View, "placeholder");
            await WriteAsync(writer => writer.Remove("placeholder"));
        }

        await CommittedAsync("number128");
        await CreateAsync(SnapshotKind.Active, "child", "number128");

        Assert.Equal(128UL, (await ReadAsync(reader => reader.GetInfo("number128"))).Id.Value);
        await WriteAsync(writer => writer.Remove("first"));
        await FailsAsync(ErrorKind.FailedPrecondition, () => WriteAsync(writer => writer.Remove("number128")));
    }

    [Fact]
    public async Task A_child_is_linked_by_its_committed_name()
    {
        await CommittedAsync("base");
        await CommittedAsync("child", "base");

        await Store.DisposeAsync();
        using Database database = Database.Open(DatabasePath, new DatabaseOptions(), CancellationToken.None);
        byte[]? link = database.View(transaction => transaction.Bucket("v1")?.Bucket("parents")?.Get([1, 0, 2]));
        Assert.Equal("child"u8.ToArray(), link);
    }

    [Fact]
    public async Task An_empty_key_is_refused()
        => await FailsAsync(ErrorKind.InvalidArgument, () => CreateAsync(SnapshotKind.Active, ""));

    [Fact]
    public async Task A_key_with_bytes_of_several_scripts_is_kept()
    {
        await CreateAsync(SnapshotKind.Active, "default/1/шкаф-箱");

        Assert.Equal("default/1/шкаф-箱", (await ReadAsync(reader => reader.List("", 10)))[0].Info.Name);
    }

    [Fact]
    public async Task A_failed_transaction_changes_nothing_and_undoes_its_steps_in_reverse()
    {
        await CreateAsync(SnapshotKind.Active, "kept");
        List<string> undone = [];

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync<Snapshot>(writer =>
        {
            writer.CreateSnapshot(SnapshotKind.Active, "lost", "", NoLabels);
            writer.OnRollback(() => undone.Add("first"));
            writer.OnRollback(() => undone.Add("second"));
            throw new InvalidOperationException("the reason");
        }));

        Assert.Equal("the reason", error.Message);
        Assert.Equal(["second", "first"], undone);
        Assert.Equal(["kept"], (await ReadAsync(reader => reader.List("", 10))).Select(stored => stored.Info.Name));
    }

    [Fact]
    public async Task A_step_that_cannot_be_undone_does_not_keep_the_others_from_it()
    {
        bool undone = false;

        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync<Snapshot>(writer =>
        {
            writer.OnRollback(() => undone = true);
            writer.OnRollback(() => throw new IOException("disk on fire"));
            throw new InvalidOperationException("the reason");
        }));

        Assert.True(undone);
    }

    [Fact]
    public async Task A_walk_sees_records_that_appear_behind_it()
    {
        for (int i = 0; i < 150; i++)
        {
            await CreateAsync(SnapshotKind.View, $"key-{i:D3}");
        }

        List<string> seen = [];
        await foreach (StoredSnapshot stored in Store.WalkAsync([], CancellationToken.None))
        {
            if (seen.Count == 0)
            {
                await CreateAsync(SnapshotKind.View, "key-999");
                await WriteAsync(writer => writer.Remove("key-120"));
            }

            seen.Add(stored.Info.Name);
        }

        Assert.Equal(150, seen.Count);
        Assert.DoesNotContain("key-120", seen);
        Assert.Equal("key-999", seen[^1]);
    }

    [Fact]
    public async Task The_file_is_made_at_the_first_transaction_and_for_the_owner_only()
    {
        Assert.False(File.Exists(DatabasePath));

        await ReadAsync(reader => reader.Ids());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(DatabasePath));
    }

    [Fact]
    public async Task A_store_that_waits_for_another_daemons_lock_can_be_cancelled_and_closed()
    {
        using Database other = Database.Open(DatabasePath, new DatabaseOptions(), CancellationToken.None);
        using CancellationTokenSource cancelled = new();
        Task waiting = Store.ReadAsync(reader => reader.Ids(), cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Task<IReadOnlySet<SnapshotId>> still = ReadAsync(reader => reader.Ids());
        await Store.DisposeAsync();

        await FailsAsync(ErrorKind.Unavailable, () => still);
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        await CreateAsync(SnapshotKind.Active, "key");
        await Store.DisposeAsync();

        await FailsAsync(ErrorKind.Unavailable, () => ReadAsync(reader => reader.Ids()));
        await FailsAsync(ErrorKind.Unavailable, () => CreateAsync(SnapshotKind.Active, "other"));
    }

    [Fact]
    public async Task A_damaged_record_is_named_and_does_not_hide_its_cause()
    {
        await CreateAsync(SnapshotKind.Active, "damaged");
        await Store.DisposeAsync();
        using (Database database = Database.Open(DatabasePath, new DatabaseOptions(), CancellationToken.None))
        {
            database.Update(transaction => transaction.Bucket("v1")!.Bucket("snapshots")!.Bucket("damaged")!.Put("createdat", [1, 2, 3]));
        }

        await using MetaStore reopened = MetaStore.Open(DatabasePath, TimeProvider.System, null, NullLogger.Instance);
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => reopened.ReadAsync(reader => reader.GetInfo("damaged"), CancellationToken.None));

        Assert.Contains("\"damaged\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("createdat", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_that_are_not_ours_survive_an_update()
    {
        await CreateAsync(SnapshotKind.Active, "key");
        await Store.DisposeAsync();
        using (Database database = Database.Open(DatabasePath, new DatabaseOptions(), CancellationToken.None))
        {
            database.Update(transaction => transaction.Bucket("v1")!.Bucket("snapshots")!.Bucket("key")!.Put("future", "kept"));
        }

        await using (MetaStore reopened = MetaStore.Open(DatabasePath, TimeProvider.System, null, NullLogger.Instance))
        {
            SnapshotInfo info = new() { Kind = SnapshotKind.Active, Name = "key", Labels = new Dictionary<string, string> { ["a"] = "b" } };
            await reopened.WriteAsync(writer => writer.UpdateInfo(info, []), CancellationToken.None);
        }

        using Database after = Database.Open(DatabasePath, new DatabaseOptions(), CancellationToken.None);
        Assert.Equal(
            "kept"u8.ToArray(),
            after.View(transaction => transaction.Bucket("v1")!.Bucket("snapshots")!.Bucket("key")!.Get("future")));
    }
}
