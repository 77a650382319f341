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
    public async Task When_the_disk_refuses_a_commit_that_several_share_each_has_its_own_chance()
    {
        using MemoryFile file = new();
        using Database database = Databases.Open(file, new DatabaseOptions { PageSize = 1024, SyncFreelist = false });
        using MetadataMetrics metrics = new(database);
        await using WriteQueue queue = new(database, metrics, TimeProvider.System);
        using ManualResetEventSlim gate = new();
        Task<bool> blocker = queue.ExclusiveAsync(_ => gate.Wait(Deadline), CancellationToken.None);
        Task<bool> large = Put(queue, "large", 50_000);
        Task<bool>[] small = [.. Enumerable.Range(0, 5).Select(i => Put(queue, $"small{i}", 10))];
        file.Before = static step =>
        {
            if (step.Call == StorageCall.Write && step.Bytes.Length > 20_000)
            {
                throw MemoryFile.Refuse(step, "no space left on device");
            }
        };
        gate.Set();
        await blocker;
        await Task.WhenAll(small).WaitAsync(Deadline);

        BoltException error = await Assert.ThrowsAsync<BoltException>(() => large);
        Assert.EndsWith("no space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, database.View(static t => t.Bucket("b")!.Entries().Count()));
        Assert.Empty(database.Check());
    }

    /// <summary>Calls of several clients share commits, some fail; power is cut after each step: what was answered is there, and each change is whole.</summary>
    [Fact]
    public async Task What_was_answered_survives_a_power_cut_and_no_change_is_there_by_half()
    {
        using MemoryFile file = new();
        DatabaseOptions options = new() { PageSize = 1024, SyncFreelist = false, PageChecksums = true };
        using Database database = Databases.Open(file, options);
        using MetadataMetrics metrics = new(database);
        List<(string Key, int Steps)> answered = [];
        int start = file.Steps.Count;
        await using (WriteQueue queue = new(database, metrics, TimeProvider.System))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
            {
                for (int i = 0; i < 6; i++)
                {
                    string key = $"{client}-{i}";
                    try
                    {
                        await queue.UpdateAsync(
                            t =>
                            {
                                t.CreateBucketIfNotExists("left").Put(key, new byte[client * 40]);
                                if ((client + i) % 5 == 0)
                                {
                                    throw new InvalidOperationException("on purpose");
                                }

                                t.CreateBucketIfNotExists("right").Put(key, new byte[i * 90]);
                                return true;
                            },
                            CancellationToken.None);
                        lock (answered)
                        {
                            answered.Add((key, file.Steps.Count));
                        }
                    }
                    catch (InvalidOperationException) when ((client + i) % 5 == 0)
                    {
                        lock (answered)
                        {
                            answered.Add(($"!{key}", int.MaxValue));
                        }
                    }
                }
            })));
        }

        Random random = new(5);
        Assert.Equal(48, answered.Count);
        for (int cut = start; cut <= file.Steps.Count; cut++)
        {
            int synced = file.Steps.Take(cut).ToList().FindLastIndex(static step => step.Call is StorageCall.SyncData or StorageCall.Sync);
            using MemoryFile image = new();
            foreach (StorageStep step in file.Steps.Take(cut).Where((_, index) => index <= synced || random.Next(2) == 0))
            {
                image.Apply(step);
            }

            using Database reopened = Databases.Open(image, options);
            Assert.Empty(reopened.Check());
            string[] left = KeysOf(reopened, "left");
            Assert.Equal(left, KeysOf(reopened, "right"));
            Assert.Empty(answered.Where(answer => answer.Steps <= cut).Select(answer => answer.Key).Except(left));
            Assert.DoesNotContain(left, key => answered.Contains(($"!{key}", int.MaxValue)));
        }
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

    private static Task<bool> Put(WriteQueue queue, string key, int size) => queue.UpdateAsync(
        t =>
        {
            Bucket(t).Put(key, new byte[size]);
            return true;
        },
        CancellationToken.None);

    private static string[] KeysOf(Database database, string bucket) => database.View(t
        => (t.Bucket(bucket)?.Entries() ?? []).Select(static entry => System.Text.Encoding.UTF8.GetString(entry.Key)).ToArray());

    private string[] Keys() => _database.View(static t
        => (t.Bucket("b")?.Entries() ?? []).Select(static entry => System.Text.Encoding.UTF8.GetString(entry.Key)).ToArray());
}
