using Bolt.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Storage;

namespace Metadata.Tests;

public sealed class WriteQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private TemporaryFolder _folder = null!;
    private Database _database = null!;
    private WriteQueue _queue = null!;

    public Task InitializeAsync()
    {
        (_folder, _database, _queue) = Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _queue.DisposeAsync();
        Assert.Empty(_database.Check());
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_change_is_there_when_its_task_ends()
    {
        ulong result = await _queue.UpdateAsync(static t => Bucket(t).NextSequence(), CancellationToken.None);

        Assert.Equal(1UL, result);
        Assert.Equal(1UL, _database.View(static t => t.Bucket("b")!.Sequence));
    }

    [Fact]
    public async Task Changes_that_wait_together_share_a_commit()
    {
        using ManualResetEventSlim gate = new();
        Task<bool> blocker = _queue.ExclusiveAsync(_ => gate.Wait(Deadline), CancellationToken.None);
        Task<ulong>[] changes = [.. Enumerable.Range(0, 20).Select(_ =>
            _queue.UpdateAsync(static t => Bucket(t).NextSequence(), CancellationToken.None))];
        ulong before = _database.View(static t => t.Id);
        gate.Set();

        Assert.True(await blocker);
        Assert.Equal(Enumerable.Range(1, 20).Select(static i => (ulong)i), await Task.WhenAll(changes));
        Assert.Equal(before + 1, _database.View(static t => t.Id));
    }

    [Fact]
    public async Task A_change_that_fails_does_not_take_the_others_along()
    {
        using ManualResetEventSlim gate = new();
        Task<bool> blocker = _queue.ExclusiveAsync(_ => gate.Wait(Deadline), CancellationToken.None);
        Task first = PutAsync("1");
        Task failing = _queue.UpdateAsync<bool>(
            static t =>
            {
                Bucket(t).Put("bad", "x");
                throw new InvalidOperationException("on purpose");
            },
            CancellationToken.None);
        Task second = PutAsync("2");
        gate.Set();
        await blocker;
        await first;
        await second;

        Assert.Equal("on purpose", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        Assert.Equal(["1", "2"], Keys());
    }

    [Fact]
    public async Task A_change_that_fails_only_beside_others_is_made_after_them()
    {
        using ManualResetEventSlim gate = new();
        Task<bool> blocker = _queue.ExclusiveAsync(_ => gate.Wait(Deadline), CancellationToken.None);
        int attempts = 0;
        Task first = PutAsync("1");
        Task<int> picky = _queue.UpdateAsync(
            t =>
            {
                attempts++;
                Bucket(t).Put("2", "");
                return attempts == 1 ? throw new InvalidOperationException("not now") : attempts;
            },
            CancellationToken.None);
        gate.Set();
        await blocker;
        await first;

        Assert.Equal(2, await picky);
        Assert.Equal(["1", "2"], Keys());
    }

    [Fact]
    public async Task A_change_that_waits_can_be_given_up()
    {
        using ManualResetEventSlim gate = new();
        using CancellationTokenSource source = new();
        Task<bool> blocker = _queue.ExclusiveAsync(_ => gate.Wait(Deadline), CancellationToken.None);
        Task given = _queue.UpdateAsync(
            static t =>
            {
                Bucket(t).Put("given up", "");
                return true;
            },
            source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.Set();
        await blocker;
        await PutAsync("after");

        Assert.Equal(["after"], Keys());
    }

    [Fact]
    public async Task Nobody_writes_during_exclusive_work()
    {
        using ManualResetEventSlim started = new();
        using ManualResetEventSlim gate = new();
        Task<string[]> exclusive = _queue.ExclusiveAsync(
            _ =>
            {
                started.Set();
                gate.Wait(Deadline);
                return Keys();
            },
            CancellationToken.None);
        Assert.True(started.Wait(Deadline));
        Task write = PutAsync("late");
        gate.Set();

        Assert.Empty(await exclusive);
        await write;
        Assert.Equal(["late"], Keys());
    }

    [Fact]
    public async Task Exclusive_work_that_fails_does_not_end_the_queue()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _queue.ExclusiveAsync<bool>(
            static _ => throw new InvalidOperationException("on purpose"), CancellationToken.None));
        await PutAsync("after");

        Assert.Equal(["after"], Keys());
    }

    [Fact]
    public async Task A_closed_queue_has_finished_what_it_took_and_takes_no_more()
    {
        Task[] changes = [.. Enumerable.Range(0, 50).Select(i => PutAsync($"{i}"))];
        await _queue.DisposeAsync();
        await Task.WhenAll(changes).WaitAsync(Deadline);

        Assert.Equal(50, Keys().Length);
        BoltException error = await Assert.ThrowsAsync<BoltException>(() => PutAsync("late"));
        Assert.Equal(BoltError.DatabaseNotOpen, error.Error);
    }

    private static (TemporaryFolder Folder, Database Database, WriteQueue Queue) Start()
    {
        TemporaryFolder folder = new();
        Database database = Database.Open(folder.File("x.db"), new DatabaseOptions { SyncFreelist = false }, CancellationToken.None);
        return (folder, database, new WriteQueue(database, new MetadataMetrics(database), TimeProvider.System));
    }

    private static Bucket Bucket(Transaction transaction) => transaction.CreateBucketIfNotExists("b");

    private Task<bool> PutAsync(string key) => _queue.UpdateAsync(
        t =>
        {
            Bucket(t).Put(key, "");
            return true;
        },
        CancellationToken.None);

    private string[] Keys() => _database.View(static t
        => (t.Bucket("b")?.Entries() ?? []).Select(static entry => System.Text.Encoding.UTF8.GetString(entry.Key)).ToArray());
}
