using Bolt.Tests.Support;
using PluginHost.Bolt;

namespace Bolt.Tests;

/// <summary>A disk that refuses a write, a sync or more room.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_commit_that_fails_at_any_step_changes_nothing_and_can_be_repeated(bool syncFreelist)
    {
        DatabaseOptions options = new() { PageSize = 1024, SyncFreelist = syncFreelist };
        for (int failing = 0; ; failing++)
        {
            using MemoryFile file = new();
            using Database database = Databases.Open(file, options);
            database.Update(transaction => Fill(transaction, 0, 300));
            database.Update(transaction => Fill(transaction, 100, 200));
            string before = database.Dump();
            int step = 0;
            int refused = 0;
            file.Before = made =>
            {
                if (step++ == failing)
                {
                    refused++;
                    throw MemoryFile.Refuse(made, "No space left on device");
                }
            };
            bool committed = TryGrow(database);
            if (refused == 0)
            {
                Assert.True(committed && failing > 6, $"a commit of only {failing} steps");
                return;
            }

            Assert.False(committed);
            Assert.Equal(1, refused);
            Assert.Equal(before, database.Dump());
            database.AssertSound();

            file.Before = null;
            Assert.True(TryGrow(database));
            Assert.NotEqual(before, database.Dump());
            database.AssertSound();
            AssertSameAfterReopening(file, options, database.Dump());
        }
    }

    [Fact]
    public void The_error_of_a_failed_commit_names_path_and_cause()
    {
        using MemoryFile file = new();
        using Database database = Databases.Open(file);
        file.Before = step => throw MemoryFile.Refuse(step, "No space left on device");

        BoltException error = Assert.Throws<BoltException>(() => database.Update(transaction => transaction.CreateBucket("b")));

        Assert.Equal(BoltError.Io, error.Error);
        Assert.Contains(Databases.MemoryPath, error.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readers_keep_their_state_when_a_commit_fails()
    {
        using MemoryFile file = new();
        using Database database = Databases.Open(file);
        database.Update(transaction => Fill(transaction, 0, 200));
        using Transaction reader = database.Begin(writable: false);
        string before = reader.Dump();
        file.Before = step => throw MemoryFile.Refuse(step, "Input/output error");
        for (int i = 0; i < 3; i++)
        {
            Assert.False(TryGrow(database));
        }

        file.Before = null;
        Assert.True(TryGrow(database));
        Assert.Equal(before, reader.Dump());
    }

    [Fact]
    public void A_callback_is_not_called_when_the_commit_fails()
    {
        using MemoryFile file = new();
        using Database database = Databases.Open(file);
        file.Before = step => throw MemoryFile.Refuse(step, "Input/output error");
        bool called = false;

        Assert.Throws<BoltException>(() => database.Update(transaction => transaction.OnCommit(() => called = true)));

        Assert.False(called);
    }

    private static void AssertSameAfterReopening(MemoryFile file, DatabaseOptions options, string dump)
    {
        using MemoryFile copy = new(file.Content);
        using Database reopened = Databases.Open(copy, options);
        Assert.Equal(dump, reopened.Dump());
        reopened.AssertSound();
    }

    /// <summary>A commit that changes several pages and makes the file longer. False if the disk refused.</summary>
    private static bool TryGrow(Database database)
    {
        try
        {
            database.Update(transaction =>
            {
                Fill(transaction, 150, 700);
                transaction.Bucket("bucket")!.DeleteBucket("sub");
            });
            return true;
        }
        catch (BoltException e) when (e.Error == BoltError.Io)
        {
            return false;
        }
    }

    private static void Fill(Transaction transaction, int from, int to)
    {
        Bucket bucket = transaction.CreateBucketIfNotExists("bucket");
        bucket.CreateBucketIfNotExists("sub").Put($"from{from}", new byte[700]);
        for (int i = from; i < to; i++)
        {
            bucket.Put($"key{i:d4}", new byte[50]);
        }
    }
}
