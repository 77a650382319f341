using System.Text;
using Bolt.Tests.Support;
using PluginHost.Bolt;

namespace Bolt.Tests;

public sealed class CursorTests : IDisposable
{
    private const int Keys = 1000;

    private readonly Database _database = Databases.Open(new MemoryFile());

    public CursorTests() => _database.Update(transaction =>
    {
        Bucket bucket = transaction.CreateBucket("bucket");
        for (int i = 0; i < Keys; i++)
        {
            bucket.Put(Name(2 * i), $"value{2 * i}");
        }

        transaction.CreateBucket("empty");
    });

    public void Dispose() => _database.Dispose();

    [Fact]
    public void It_goes_through_all_keys_in_both_directions() => WithCursor(cursor =>
    {
        int seen = 0;
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            Assert.Equal(Name(2 * seen), Key(cursor));
            Assert.Equal($"value{2 * seen}", Encoding.UTF8.GetString(cursor.Value));
            seen++;
        }

        Assert.Equal(Keys, seen);
        for (bool found = cursor.Last(); found; found = cursor.Previous())
        {
            Assert.Equal(Name(2 * --seen), Key(cursor));
        }

        Assert.Equal(0, seen);
    });

    [Fact]
    public void It_seeks_a_key_or_the_next_one() => WithCursor(cursor =>
    {
        for (int i = 0; i < 2 * Keys - 1; i++)
        {
            Assert.True(cursor.Seek(Name(i)));
            Assert.Equal(Name(i + (i % 2)), Key(cursor));
        }

        Assert.False(cursor.Seek(Name(2 * Keys)));
        Assert.True(cursor.Seek("a"));
        Assert.Equal(Name(0), Key(cursor));
    });

    [Fact]
    public void It_turns_around() => WithCursor(cursor =>
    {
        cursor.Seek(Name(500));
        Assert.True(cursor.Next());
        Assert.True(cursor.Previous());
        Assert.True(cursor.Previous());
        Assert.Equal(Name(498), Key(cursor));
    });

    [Fact]
    public void Without_a_place_it_gives_nothing() => WithCursor(cursor =>
    {
        Assert.False(cursor.Next());
        Assert.False(cursor.Previous());
        Assert.Throws<InvalidOperationException>(() => cursor.Key.ToArray());
        Assert.Throws<InvalidOperationException>(() => cursor.Value.ToArray());
        Assert.Throws<InvalidOperationException>(() => cursor.IsBucket);
        cursor.Last();
        Assert.False(cursor.Next());
        Assert.Throws<InvalidOperationException>(() => cursor.Key.ToArray());
    });

    [Fact]
    public void It_finds_nothing_in_an_empty_bucket() => _database.View(transaction =>
    {
        Cursor cursor = transaction.Bucket("empty")!.Cursor();
        Assert.False(cursor.First());
        Assert.False(cursor.Last());
        Assert.False(cursor.Seek("a"));
    });

    [Fact]
    public void It_shows_top_level_buckets() => _database.View(transaction =>
    {
        Cursor cursor = transaction.Cursor();
        Assert.True(cursor.First());
        Assert.Equal("bucket", Key(cursor));
        Assert.True(cursor.IsBucket);
        Assert.True(cursor.Value.IsEmpty);
        Assert.True(cursor.Next());
        Assert.Equal("empty", Key(cursor));
        Assert.False(cursor.Next());
    });

    [Fact]
    public void It_goes_on_from_a_key_that_was_deleted() => _database.Update(transaction =>
    {
        Bucket bucket = transaction.Bucket("bucket")!;
        Cursor cursor = bucket.Cursor();
        cursor.Seek(Name(100));
        bucket.Delete(Name(100));
        bucket.Delete(Name(102));
        Assert.Equal(Name(100), Key(cursor));
        Assert.True(cursor.Next());
        Assert.Equal(Name(104), Key(cursor));
        bucket.Put(Name(103), "new");
        Assert.True(cursor.Previous());
        Assert.Equal(Name(103), Key(cursor));
        bucket.Delete(Name(103));
        Assert.True(cursor.Previous());
        Assert.Equal(Name(98), Key(cursor));
    });

    [Fact]
    public void It_passes_over_pages_that_were_emptied() => _database.Update(transaction =>
    {
        Bucket bucket = transaction.Bucket("bucket")!;
        for (int i = 2; i < 2 * Keys - 2; i += 2)
        {
            bucket.Delete(Name(i));
        }

        Cursor cursor = bucket.Cursor();
        Assert.True(cursor.First());
        Assert.True(cursor.Next());
        Assert.Equal(Name(2 * Keys - 2), Key(cursor));
        Assert.True(cursor.Previous());
        Assert.Equal(Name(0), Key(cursor));
        Assert.True(cursor.Seek(Name(900)));
        Assert.Equal(Name(2 * Keys - 2), Key(cursor));
    });

    [Fact]
    public void It_ends_with_its_transaction()
    {
        Cursor cursor = _database.View(transaction => transaction.Bucket("bucket")!.Cursor());
        Assert.Equal(BoltError.TransactionClosed, Databases.ErrorOf(() => cursor.First()));
    }

    private void WithCursor(Action<Cursor> body) => _database.View(transaction => body(transaction.Bucket("bucket")!.Cursor()));

    private static string Name(int i) => $"key{i:d5}";

    private static string Key(Cursor cursor) => Encoding.UTF8.GetString(cursor.Key);
}
