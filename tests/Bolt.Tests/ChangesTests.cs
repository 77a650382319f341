using Bolt.Tests.Support;
using PluginHost.Bolt;
using Xunit.Abstractions;

namespace Bolt.Tests;

/// <summary>What differs between two states of a bucket.</summary>
public sealed class ChangesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 20)]
    [InlineData(5, 400)]
    [InlineData(40, 400)]
    [InlineData(40, 4000)]
    public void Every_new_and_every_changed_key_is_told_and_no_unchanged_value(int apart, int keyRange)
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using Database database = Databases.Open(new MemoryFile());
        Workload workload = new(seed, keyRange, largestValue: 300);
        for (int round = 0; round < 20; round++)
        {
            using Transaction before = database.Begin(writable: false);
            for (int step = 0; step < apart; step++)
            {
                workload.Step(database);
            }

            using Transaction now = database.Begin(writable: false);
            foreach (byte[] name in now.BucketNames())
            {
                Compare(now.Bucket(name)!, before.Bucket(name));
            }
        }
    }

    [Fact]
    public void Nothing_is_told_of_a_bucket_in_which_nothing_was_changed()
    {
        using Database database = Databases.Open(new MemoryFile());
        database.Update(static t => Fill(t.CreateBucket("a"), 1000));
        using Transaction before = database.Begin(writable: false);
        database.Update(static t => Fill(t.CreateBucket("b"), 10));
        using Transaction now = database.Begin(writable: false);

        Assert.Empty(now.Bucket("a")!.ChangedSince(before.Bucket("a")));
        Assert.Equal(10, now.Bucket("b")!.ChangedSince(before.Bucket("b")).Count());
    }

    [Fact]
    public void Write_transactions_are_refused()
    {
        using Database database = Databases.Open(new MemoryFile());
        database.Update(static t => Fill(t.CreateBucket("a"), 3));
        using Transaction before = database.Begin(writable: false);
        using Transaction write = database.Begin(writable: true);

        Assert.Throws<InvalidOperationException>(() => write.Bucket("a")!.ChangedSince(before.Bucket("a")));
    }

    private static void Compare(Bucket now, Bucket? before)
    {
        HashSet<string> told = [.. now.ChangedSince(before).Select(Convert.ToHexString)];
        foreach (BucketEntry entry in now.Entries())
        {
            string key = Convert.ToHexString(entry.Key);
            if (entry.IsBucket)
            {
                Bucket child = now.Bucket(entry.Key)!;
                Bucket? childBefore = before?.Bucket(entry.Key);
                Assert.True(told.Contains(key) || (childBefore is not null && Same(child, childBefore)), key);
                Compare(child, childBefore);
            }
            else
            {
                Assert.Equal(!entry.Value.AsSpan().SequenceEqual(before?.Get(entry.Key)) || before?.Get(entry.Key) is null, told.Contains(key));
            }
        }
    }

    private static bool Same(Bucket one, Bucket other)
        => one.Sequence == other.Sequence
            && one.Entries().Count() == other.Entries().Count()
            && one.Entries().All(entry => entry.IsBucket
                ? other.Bucket(entry.Key) is Bucket child && Same(one.Bucket(entry.Key)!, child)
                : other.Get(entry.Key) is { } value && entry.Value.AsSpan().SequenceEqual(value));

    private static void Fill(Bucket bucket, int count)
    {
        for (int i = 0; i < count; i++)
        {
            bucket.Put($"key {i}", "value");
        }
    }
}
