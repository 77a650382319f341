using Bolt.Tests.Support;
using PluginHost.Bolt;

namespace Bolt.Tests;

/// <summary>Bytes that bbolt 1.4.3 wrote with pages of 4096 bytes.</summary>
public sealed class GoldenVectorTests : IDisposable
{
    private const int PageSize = 4096;

    private readonly MemoryFile _file = new();

    [Fact]
    public void A_fresh_file_is_byte_equal_to_that_of_bbolt()
    {
        using Database database = Open();

        Assert.Equal(16384, _file.Length);
        AssertPage(
            0,
            "0000000000000000 0400 0000 00000000 edda0ced 02000000 00100000 00000000 0300000000000000 0000000000000000"
            + "0200000000000000 0400000000000000 0000000000000000 eefd8946116e5107");
        AssertPage(
            1,
            "0100000000000000 0400 0000 00000000 edda0ced 02000000 00100000 00000000 0300000000000000 0000000000000000"
            + "0200000000000000 0400000000000000 0100000000000000 0f4879511a354c26");
        AssertPage(2, "0200000000000000 1000 0000 00000000");
        AssertPage(3, "0300000000000000 0200 0000 00000000");
    }

    [Fact]
    public void The_first_update_is_byte_equal_to_that_of_bbolt()
    {
        using Database database = Open();
        FirstUpdate(database);

        Assert.Equal(32768, _file.Length);
        AssertPage(
            0,
            "0000000000000000 0400 0000 00000000 edda0ced 02000000 00100000 00000000 0400000000000000 0000000000000000"
            + "0500000000000000 0600000000000000 0200000000000000 6e331b2c7a6df9ee");
        AssertPage(
            4,
            "0400000000000000 0200 0100 00000000 01000000 10000000 02000000 38000000 7631 0000000000000000 0100000000000000"
            + "0000000000000000 0200 0100 00000000 00000000 10000000 07000000 01000000 76657273696f6e 08");
        AssertPage(5, "0500000000000000 1000 0200 00000000 0200000000000000 0300000000000000");
    }

    [Fact]
    public void The_second_update_is_byte_equal_to_that_of_bbolt()
    {
        using Database database = Open();
        FirstUpdate(database);
        database.Update(transaction => transaction.Bucket("v1")!.CreateBucket("ns").Put("k", ""));

        Assert.Equal(32768, _file.Length);
        AssertPage(
            1,
            "0100000000000000 0400 0000 00000000 edda0ced 02000000 00100000 00000000 0300000000000000 0000000000000000"
            + "0600000000000000 0700000000000000 0300000000000000 4a17639b0016fcf9");
        AssertPage(3, "0300000000000000 0200 0100 00000000 01000000 10000000 02000000 10000000 7631 0200000000000000 0100000000000000");
        AssertPage(6, "0600000000000000 1000 0200 00000000 0400000000000000 0500000000000000");
        database.AssertSound();
    }

    [Fact]
    public void A_commit_does_its_steps_in_the_order_of_bbolt()
    {
        using Database database = Open();
        int before = _file.Steps.Count;
        FirstUpdate(database);

        Assert.Equal(
            [
                (StorageCall.Truncate, 32768L), (StorageCall.Sync, 0), (StorageCall.Write, 4 * PageSize), (StorageCall.Write, 5 * PageSize),
                (StorageCall.SyncData, 0), (StorageCall.Write, 0), (StorageCall.SyncData, 0),
            ],
            _file.Steps.Skip(before).Select(step => (step.Call, step.Offset)));
    }

    public void Dispose() => _file.Dispose();

    private static void FirstUpdate(Database database) => database.Update(transaction =>
    {
        Bucket bucket = transaction.CreateBucket("v1");
        Assert.Equal(1UL, bucket.NextSequence());
        bucket.Put("version", [0x08]);
    });

    private Database Open() => Databases.Open(_file, new DatabaseOptions { PageSize = PageSize });

    private void AssertPage(int page, string hex)
    {
        byte[] expected = new byte[PageSize];
        Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)).CopyTo(expected, 0);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(_file.Content, page * PageSize, PageSize));
    }
}
