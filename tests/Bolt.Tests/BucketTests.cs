using System.Text;
using Bolt.Tests.Support;
using PluginHost.Bolt;

namespace Bolt.Tests;

public sealed class BucketTests : IDisposable
{
    private readonly Database _database = Databases.Open(new MemoryFile());

    public void Dispose()
    {
        _database.AssertSound();
        _database.Dispose();
    }

    [Fact]
    public void A_bucket_key_refuses_a_value() => InBucket(bucket =>
    {
        bucket.CreateBucket("sub");
        Assert.Equal(BoltError.IncompatibleValue, Databases.ErrorOf(() => bucket.Put("sub", "value")));
    });

    [Fact]
    public void A_bucket_key_can_not_be_deleted_as_a_value() => InBucket(bucket =>
    {
        bucket.CreateBucket("sub");
        Assert.Equal(BoltError.IncompatibleValue, Databases.ErrorOf(() => bucket.Delete("sub")));
    });

    [Fact]
    public void A_value_key_refuses_a_bucket() => InBucket(bucket =>
    {
        bucket.Put("key", "value");
        Assert.Equal(BoltError.IncompatibleValue, Databases.ErrorOf(() => bucket.CreateBucket("key")));
        Assert.Equal(BoltError.IncompatibleValue, Databases.ErrorOf(() => bucket.CreateBucketIfNotExists("key")));
        Assert.Equal(BoltError.IncompatibleValue, Databases.ErrorOf(() => bucket.DeleteBucket("key")));
        Assert.Null(bucket.Bucket("key"));
    });

    [Fact]
    public void A_bucket_is_created_once() => InBucket(bucket =>
    {
        Bucket sub = bucket.CreateBucket("sub");
        Assert.Equal(BoltError.BucketExists, Databases.ErrorOf(() => bucket.CreateBucket("sub")));
        Assert.Same(sub, bucket.CreateBucketIfNotExists("sub"));
        Assert.Same(sub, bucket.Bucket("sub"));
    });

    [Fact]
    public void A_missing_bucket_can_not_be_deleted() => InBucket(bucket =>
        Assert.Equal(BoltError.BucketNotFound, Databases.ErrorOf(() => bucket.DeleteBucket("sub"))));

    [Fact]
    public void Names_and_keys_must_not_be_empty() => InBucket(bucket =>
    {
        Assert.Equal(BoltError.KeyRequired, Databases.ErrorOf(() => bucket.Put("", "value")));
        Assert.Equal(BoltError.BucketNameRequired, Databases.ErrorOf(() => bucket.CreateBucket("")));
        Assert.Equal(BoltError.BucketNameRequired, Databases.ErrorOf(() => bucket.CreateBucketIfNotExists("")));
        Assert.Equal(BoltError.BucketNameRequired, Databases.ErrorOf(() => bucket.DeleteBucket("")));
        Assert.Null(bucket.Get(""));
        Assert.False(bucket.Delete(""));
    });

    [Fact]
    public void A_key_has_at_most_32768_bytes() => InBucket(bucket =>
    {
        bucket.Put(new byte[32768], [1]);
        Assert.Equal(BoltError.KeyTooLarge, Databases.ErrorOf(() => bucket.Put(new byte[32769], [1])));
        Assert.Equal([1], bucket.Get(new byte[32768]));
    });

    [Fact]
    public void Get_returns_null_for_a_missing_key_and_for_a_bucket() => InBucket(bucket =>
    {
        bucket.CreateBucket("sub");
        Assert.Null(bucket.Get("sub"));
        Assert.Null(bucket.Get("missing"));
        Assert.False(bucket.TryGet("sub", out _));
    });

    [Fact]
    public void An_empty_value_is_a_value()
    {
        InBucket(bucket =>
        {
            bucket.Put("empty", "");
            Assert.Empty(Assert.IsType<byte[]>(bucket.Get("empty")));
        });
        _database.View(transaction => Assert.Empty(Assert.IsType<byte[]>(transaction.Bucket("bucket")!.Get("empty"))));
    }

    [Fact]
    public void Deleting_a_missing_key_changes_nothing() => InBucket(bucket => Assert.False(bucket.Delete("missing")));

    [Fact]
    public void The_last_put_counts() => InBucket(bucket =>
    {
        bucket.Put("key", "first");
        bucket.Put("key", "second");
        Assert.Equal("second", bucket.GetString("key"));
        Assert.True(bucket.Delete("key"));
        Assert.Null(bucket.GetString("key"));
    });

    [Fact]
    public void What_was_put_does_not_change_with_the_callers_buffers()
    {
        byte[] key = [1, 2];
        byte[] value = [3, 4];
        InBucket(bucket =>
        {
            bucket.Put(key, value);
            key[0] = 9;
            value[0] = 9;
            Assert.Equal([3, 4], bucket.Get([1, 2]));
        });
    }

    [Fact]
    public void Sequences_count_from_one_and_can_be_set()
    {
        InBucket(bucket =>
        {
            Assert.Equal(0UL, bucket.Sequence);
            Assert.Equal(1UL, bucket.NextSequence());
            Assert.Equal(2UL, bucket.NextSequence());
        });
        InBucket(bucket =>
        {
            Assert.Equal(2UL, bucket.Sequence);
            bucket.SetSequence(40);
            Assert.Equal(41UL, bucket.NextSequence());
        });
        _database.View(transaction => Assert.Equal(41UL, transaction.Bucket("bucket")!.Sequence));
    }

    [Fact]
    public void Changes_need_a_write_transaction()
    {
        InBucket(bucket => bucket.CreateBucket("sub"));
        _database.View(transaction =>
        {
            Bucket bucket = transaction.Bucket("bucket")!;
            Action[] changes =
            [
                () => bucket.Put("k", "v"), () => bucket.Delete("k"), () => bucket.CreateBucket("b"), () => bucket.DeleteBucket("sub"),
                () => bucket.CreateBucketIfNotExists("sub"), () => bucket.NextSequence(), () => bucket.SetSequence(1),
                () => transaction.CreateBucket("b"), () => transaction.DeleteBucket("bucket"), () => transaction.OnCommit(() => { }),
            ];
            Assert.All(changes, change => Assert.Equal(BoltError.TransactionNotWritable, Databases.ErrorOf(change)));
        });
    }

    [Fact]
    public void A_deleted_bucket_and_those_in_it_can_not_be_used() => InBucket(bucket =>
    {
        Bucket sub = bucket.CreateBucket("sub");
        Bucket deep = sub.CreateBucket("deep");
        bucket.DeleteBucket("sub");

        Assert.Equal(BoltError.BucketNotFound, Databases.ErrorOf(() => sub.Get("k")));
        Assert.Equal(BoltError.BucketNotFound, Databases.ErrorOf(() => deep.Put("k", "v")));
        Assert.Null(bucket.Bucket("sub"));
        Assert.Empty(bucket.CreateBucket("sub").Entries());
    });

    [Fact]
    public void Deleting_a_bucket_gives_all_its_pages_back()
    {
        InBucket(bucket => FillDeep(bucket.CreateBucket("sub"), 3));
        long size = _database.View(transaction => transaction.Size);
        for (int i = 0; i < 5; i++)
        {
            InBucket(bucket =>
            {
                bucket.DeleteBucket("sub");
                FillDeep(bucket.CreateBucket("sub"), 3);
            });
        }

        Assert.InRange(_database.View(transaction => transaction.Size), size, (2 * size) + 100_000);
    }

    [Fact]
    public void Values_of_many_pages_are_kept()
    {
        byte[] large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        InBucket(bucket =>
        {
            bucket.Put("a", "small");
            bucket.Put("large", large);
            bucket.Put("z", "small");
        });
        _database.View(transaction => Assert.True(transaction.Bucket("bucket")!.Get("large").AsSpan().SequenceEqual(large)));
        InBucket(bucket => bucket.Delete("large"));
        _database.View(transaction => Assert.Equal(2, transaction.Bucket("bucket")!.Entries().Count()));
    }

    [Fact]
    public void Buckets_can_be_nested_deeply()
    {
        const int Depth = 500;
        InBucket(bucket =>
        {
            for (int i = 0; i < Depth; i++)
            {
                bucket = bucket.CreateBucket($"level{i}");
                bucket.Put("value", $"{i}");
            }
        });
        _database.View(transaction =>
        {
            Bucket bucket = transaction.Bucket("bucket")!;
            for (int i = 0; i < Depth; i++)
            {
                bucket = bucket.Bucket($"level{i}")!;
                Assert.Equal($"{i}", bucket.GetString("value"));
            }
        });
        InBucket(bucket => bucket.DeleteBucket("level0"));
    }

    [Fact]
    public void Buckets_nested_beyond_the_stack_are_an_error_and_not_the_end_of_the_process()
    {
        BoltException error = Assert.Throws<BoltException>(() => InBucket(bucket =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                bucket = bucket.CreateBucket("level");
            }
        }));

        Assert.Contains("nested", error.Message, StringComparison.Ordinal);
        InBucket(bucket => Assert.Empty(bucket.Entries()));
    }

    [Fact]
    public void A_bucket_moves_out_of_its_parents_value_and_back()
    {
        InBucket(bucket => bucket.CreateBucket("sub").Put("small", "value"));
        InBucket(bucket => bucket.Bucket("sub")!.Put("large", new byte[400]));
        InBucket(bucket => bucket.Bucket("sub")!.Delete("large"));
        InBucket(bucket => bucket.Bucket("sub")!.CreateBucket("deeper"));
        InBucket(bucket => bucket.Bucket("sub")!.DeleteBucket("deeper"));
        _database.View(transaction => Assert.Equal("value", transaction.Bucket("bucket")!.Bucket("sub")!.GetString("small")));
    }

    [Fact]
    public void Entries_come_in_byte_order_with_buckets_among_them()
    {
        InBucket(bucket =>
        {
            bucket.Put([0x80], [1]);
            bucket.CreateBucket([0x7F, 0x01]);
            bucket.Put([0x7F], [2]);
        });
        _database.View(transaction => Assert.Equal(
            ["7F False", "7F01 True", "80 False"],
            transaction.Bucket("bucket")!.Entries().Select(entry => $"{Convert.ToHexString(entry.Key)} {entry.IsBucket}")));
    }

    [Fact]
    public void Entries_can_be_deleted_while_they_are_read() => InBucket(bucket =>
    {
        for (int i = 0; i < 500; i++)
        {
            bucket.Put($"key{i:d3}", "value");
        }

        List<string> seen = [];
        foreach (BucketEntry entry in bucket.Entries())
        {
            seen.Add(Encoding.UTF8.GetString(entry.Key));
            bucket.Delete(entry.Key);
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"key{i:d3}"), seen);
        Assert.Empty(bucket.Entries());
    });

    [Fact]
    public void Text_that_is_no_text_is_refused() => InBucket(bucket =>
    {
        Assert.ThrowsAny<ArgumentException>(() => bucket.Put("\ud800", "value"));
        bucket.Put("bytes", [0xFF]);
        Assert.ThrowsAny<ArgumentException>(() => bucket.GetString("bytes"));
    });

    private static void FillDeep(Bucket bucket, int depth)
    {
        for (int i = 0; i < 100; i++)
        {
            bucket.Put($"key{i}", new byte[100]);
        }

        for (int i = 0; i < 3 && depth > 0; i++)
        {
            FillDeep(bucket.CreateBucket($"sub{i}"), depth - 1);
        }
    }

    private void InBucket(Action<Bucket> body) => _database.Update(transaction => body(transaction.CreateBucketIfNotExists("bucket")));
}
