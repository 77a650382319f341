using Bolt.Tests.Support;
using PluginHost.Bolt;

namespace Bolt.Tests;

public sealed class TransactionTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Database _database = Databases.Open(new MemoryFile());

    public void Dispose() => _database.Dispose();

    [Fact]
    public void An_exception_in_the_body_rolls_back()
    {
        Assert.Throws<TimeZoneNotFoundException>(() => _database.Update(transaction =>
        {
            transaction.CreateBucket("bucket");
            throw new TimeZoneNotFoundException();
        }));

        Assert.Equal("", _database.Dump());
        _database.Update(transaction => transaction.CreateBucket("bucket"));
    }

    [Fact]
    public void A_transaction_that_is_disposed_without_commit_leaves_nothing()
    {
        _database.Update(transaction => Fill(transaction, "a"));
        string before = _database.Dump();
        using (Transaction transaction = _database.Begin(writable: true))
        {
            Fill(transaction, "b");
            transaction.Bucket("a")!.DeleteBucket("sub");
            transaction.DeleteBucket("a");
        }

        Assert.Equal(before, _database.Dump());
        _database.AssertSound();
    }

    [Fact]
    public void Bodies_can_return_results()
    {
        ulong id = _database.Update(transaction => transaction.Id);
        Assert.Equal(id, _database.View(transaction => transaction.Id));
    }

    [Fact]
    public void Transaction_ids_rise_by_one()
    {
        ulong first = _database.Update(transaction => transaction.Id);
        _database.Begin(writable: true).Dispose();
        Assert.Equal(first + 1, _database.Update(transaction => transaction.Id));
    }

    [Fact]
    public void A_closed_transaction_can_not_be_used()
    {
        Transaction transaction = _database.Begin(writable: true);
        Bucket bucket = transaction.CreateBucket("bucket");
        transaction.Commit();
        transaction.Dispose();

        Assert.Equal(BoltError.TransactionClosed, Databases.ErrorOf(transaction.Commit));
        Assert.Equal(BoltError.TransactionClosed, Databases.ErrorOf(() => transaction.Bucket("bucket")));
        Assert.Equal(BoltError.TransactionClosed, Databases.ErrorOf(() => bucket.Get("key")));
        Assert.Equal(BoltError.TransactionClosed, Databases.ErrorOf(() => bucket.Put("key", "value")));
    }

    [Fact]
    public void Update_commits_by_itself()
        => Assert.Throws<InvalidOperationException>(() => _database.Update(transaction => transaction.Commit()));

    [Fact]
    public void A_read_transaction_can_not_be_committed()
    {
        using Transaction transaction = _database.Begin(writable: false);
        Assert.Equal(BoltError.TransactionNotWritable, Databases.ErrorOf(transaction.Commit));
    }

    [Fact]
    public void A_reader_sees_its_state_while_the_file_is_written_and_grows()
    {
        _database.Update(transaction => Fill(transaction, "a"));
        using Transaction reader = _database.Begin(writable: false);
        string before = reader.Dump();
        for (int i = 0; i < 50; i++)
        {
            _database.Update(transaction =>
            {
                Fill(transaction, $"more{i}");
                transaction.Bucket("a")!.Put($"new{i}", new byte[5000]);
                transaction.Bucket("a")!.Delete($"key{i:d3}");
            });
        }

        Assert.Equal(before, reader.Dump());
        _database.AssertSound();
    }

    [Fact]
    public void Pages_are_used_again_when_no_reader_needs_them()
    {
        _database.Update(transaction => Fill(transaction, "a"));
        for (int i = 0; i < 100; i++)
        {
            _database.Update(transaction => transaction.Bucket("a")!.Put("key000", $"{i}"));
        }

        long size = _database.View(transaction => transaction.Size);
        for (int i = 0; i < 100; i++)
        {
            _database.Update(transaction => transaction.Bucket("a")!.Put("key000", $"{i}"));
        }

        Assert.Equal(size, _database.View(transaction => transaction.Size));
    }

    [Fact]
    public async Task Writers_wait_for_each_other_and_none_is_lost()
    {
        Task[] writers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                _database.Update(transaction => transaction.CreateBucketIfNotExists("bucket").NextSequence());
            }
        }))];
        await Task.WhenAll(writers).WaitAsync(Deadline);

        Assert.Equal(400UL, _database.View(transaction => transaction.Bucket("bucket")!.Sequence));
    }

    [Fact]
    public async Task Readers_on_other_threads_always_see_whole_commits()
    {
        _database.Update(transaction => transaction.CreateBucket("bucket").SetSequence(0));
        using CancellationTokenSource stop = new();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _database.View(transaction =>
                {
                    Bucket bucket = transaction.Bucket("bucket")!;
                    string expected = $"{bucket.Sequence}";
                    foreach (BucketEntry entry in bucket.Entries())
                    {
                        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(entry.Value!));
                    }
                });
            }
        }))];
        for (int i = 0; i < 150; i++)
        {
            _database.Update(transaction =>
            {
                Bucket bucket = transaction.Bucket("bucket")!;
                string value = $"{bucket.NextSequence()}";
                for (int k = 0; k < 60 + i; k++)
                {
                    bucket.Put($"key{k:d3}", value);
                }
            });
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers).WaitAsync(Deadline);
        _database.AssertSound();
    }

    [Fact]
    public void Callbacks_run_in_order_after_the_writer_is_gone()
    {
        List<string> calls = [];
        _database.Update(transaction =>
        {
            transaction.CreateBucket("bucket");
            transaction.OnCommit(() => _database.Update(next => calls.Add(next.Bucket("bucket") is null ? "nothing" : "first")));
            transaction.OnCommit(() => calls.Add("second"));
        });

        Assert.Equal(["first", "second"], calls);
    }

    [Fact]
    public void Callbacks_do_not_run_after_a_rollback()
    {
        using (Transaction transaction = _database.Begin(writable: true))
        {
            transaction.OnCommit(() => Assert.Fail("called"));
        }

        Assert.Equal("", _database.Dump());
    }

    [Fact]
    public void A_callback_that_fails_stops_neither_the_others_nor_the_commit()
    {
        bool second = false;
        AggregateException error = Assert.Throws<AggregateException>(() => _database.Update(transaction =>
        {
            transaction.CreateBucket("bucket");
            transaction.OnCommit(() => throw new TimeZoneNotFoundException());
            transaction.OnCommit(() => second = true);
        }));

        Assert.IsType<TimeZoneNotFoundException>(Assert.Single(error.InnerExceptions));
        Assert.True(second);
        Assert.NotEqual("", _database.Dump());
    }

    [Fact]
    public async Task Closing_waits_for_transactions_and_refuses_new_ones()
    {
        Transaction reader = _database.Begin(writable: false);
        Task closing = Task.Run(_database.Dispose);
        while (true)
        {
            try
            {
                _database.View(_ => { });
            }
            catch (BoltException e) when (e.Error == BoltError.DatabaseNotOpen)
            {
                break;
            }
        }

        Assert.False(closing.IsCompleted);
        Assert.Equal("", reader.Dump());
        reader.Dispose();
        await closing.WaitAsync(Deadline);
        Assert.Equal(BoltError.DatabaseNotOpen, Databases.ErrorOf(() => _database.Update(_ => { })));
        _database.Dispose();
    }

    private static void Fill(Transaction transaction, string name)
    {
        Bucket bucket = transaction.CreateBucketIfNotExists(name);
        bucket.CreateBucketIfNotExists("sub").Put("large", new byte[3000]);
        for (int i = 0; i < 100; i++)
        {
            bucket.Put($"key{i:d3}", new byte[30]);
        }
    }
}
