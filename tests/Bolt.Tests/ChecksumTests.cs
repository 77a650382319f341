using Bolt.Tests.Support;
using PluginHost.Bolt;
using Xunit.Abstractions;

namespace Bolt.Tests;

/// <summary>Bits that the disk has changed.</summary>
public sealed class ChecksumTests(BoltPeer peer, ITestOutputHelper output) : IClassFixture<BoltPeer>
{
    private const int Flips = 1500;

    private static readonly DatabaseOptions Checksums = new() { PageSize = 1024, SyncFreelist = false, PageChecksums = true };

    [Fact]
    public void A_flipped_bit_is_named_or_changes_nothing_that_is_read()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        (byte[] content, string dump) = Fill(Checksums, seed);
        int named = 0;
        for (int i = 0; i < Flips; i++)
        {
            // Not in the meta pages: a fault there goes back to the state before, see CareTests.
            int position = random.Next(2 * Checksums.PageSize * 8, content.Length * 8);
            byte[] flipped = [.. content];
            flipped[position / 8] ^= (byte)(1 << (position % 8));
            if (Reads(flipped) is string found)
            {
                Assert.True(found == dump, $"bit {position % 8} of byte {position / 8} changed what is read, and nobody noticed");
            }
            else
            {
                named++;
            }
        }

        output.WriteLine($"{named} of {Flips} flips hit something in use");
        Assert.InRange(named, Flips / 10, Flips);
    }

    [Fact]
    public void Without_checksums_a_flipped_bit_is_an_error_or_a_value_but_nothing_else()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        (byte[] content, _) = Fill(Checksums with { PageChecksums = false }, seed);
        for (int i = 0; i < Flips; i++)
        {
            byte[] flipped = [.. content];
            int position = random.Next(content.Length * 8);
            flipped[position / 8] ^= (byte)(1 << (position % 8));
            Reads(flipped);
        }
    }

    [Fact]
    public void The_error_names_the_page()
    {
        (byte[] content, _) = Fill(Checksums, 1);
        ulong root = BitConverter.ToUInt64(content, (BitConverter.ToUInt64(content, 64) > BitConverter.ToUInt64(content, 1024 + 64) ? 0 : 1024) + 32);
        content[((int)root * 1024) + 1000] ^= 1;
        using MemoryFile file = new(content);

        BoltException error = Assert.Throws<BoltException>(() => Databases.Open(file, Checksums));
        Assert.Equal($"{Databases.MemoryPath}: the checksum of page {root} is not that of its bytes: database is damaged", error.Message);

        using Database reading = Databases.Open(file, Checksums with { ReadOnly = true });
        Assert.Contains($"{Databases.MemoryPath}: the checksum of page {root} is not that of its bytes: database is damaged", reading.Check());
    }

    [BoltPeerFact]
    public void Bbolt_reads_and_writes_a_file_with_checksums_and_we_go_on()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("checksums.db");
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Workload workload = new(seed, keyRange: 800, largestValue: 9000);
        for (int round = 0; round < 4; round++)
        {
            string dump;
            using (Database database = Databases.Open(path, new DatabaseOptions { SyncFreelist = false, PageChecksums = true, NoSync = true }))
            {
                for (int i = 0; i < 25 && round == 0; i++)
                {
                    workload.Step(database);
                }

                database.Update(transaction => transaction.CreateBucketIfNotExists("ours").Put($"round{round}", new byte[5000]));
                database.AssertSound();
                dump = database.Dump();
            }

            Assert.Equal("ok", peer.Check(path));
            Assert.Equal(dump, peer.Dump(path));
            peer.Churn(path, seed + round, 30, syncFreelist: round % 2 == 0);
            Assert.Equal("ok", peer.Check(path));
        }
    }

    private static (byte[] Content, string Dump) Fill(DatabaseOptions options, int seed)
    {
        using MemoryFile file = new();
        using Database database = Databases.Open(file, options);
        Workload workload = new(seed);
        for (int i = 0; i < 30; i++)
        {
            workload.Step(database);
        }

        database.Update(transaction => transaction.CreateBucketIfNotExists("last").Put("key", "value"));
        database.AssertSound();
        return (file.Content, database.Dump());
    }

    /// <summary>All that can be read; null if something is said to be wrong.</summary>
    private static string? Reads(byte[] content)
    {
        try
        {
            using MemoryFile file = new(content);
            using Database database = Databases.Open(file, Checksums);
            return database.Check().Count > 0 ? null : database.Dump();
        }
        catch (BoltException)
        {
            return null;
        }
    }
}
