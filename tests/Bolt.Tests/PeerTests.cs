using System.Formats.Tar;
using System.IO.Compression;
using Bolt.Tests.Support;
using PluginHost.Bolt;
using Xunit.Abstractions;

namespace Bolt.Tests;

/// <summary>The same file under our library and under the real bbolt.</summary>
public sealed class PeerTests(BoltPeer peer, ITestOutputHelper output) : IClassFixture<BoltPeer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BoltPeerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bbolt_finds_in_our_file_what_we_wrote(bool syncFreelist)
    {
        string file = _folder.File("ours.db");
        Workload workload = NewWorkload();
        for (int round = 0; round < 5; round++)
        {
            string ours = Change(file, syncFreelist, database =>
            {
                for (int i = 0; i < 40; i++)
                {
                    workload.Step(database);
                }
            });

            Assert.Equal(workload.Model.DumpTopLevel(), ours);
            Assert.Equal("ok", peer.Check(file));
            Assert.Equal(ours, peer.Dump(file));
        }
    }

    [BoltPeerTheory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Both_can_write_the_file_in_turns(bool oursSynced, bool theirsSynced)
    {
        string file = _folder.File("shared.db");
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        for (int round = 0; round < 6; round++)
        {
            peer.Churn(file, seed + round, 60, theirsSynced);
            string theirs = peer.Dump(file);
            Assert.Equal(theirs, Change(file, oursSynced, _ => { }));
            string ours = Change(file, oursSynced, database => OurTurn(database, new Random(seed + round)));
            Assert.NotEqual(theirs, ours);
            Assert.Equal("ok", peer.Check(file));
            Assert.Equal(ours, peer.Dump(file));
        }
    }

    [BoltPeerFact]
    public void A_file_that_bbolt_wrote_is_read_without_writing_to_it()
    {
        string file = _folder.File("theirs.db");
        peer.Churn(file, 7, 80, syncFreelist: false);
        byte[] before = File.ReadAllBytes(file);

        using (Database database = Databases.Open(file, new DatabaseOptions { ReadOnly = true }))
        {
            database.AssertSound();
            Assert.Equal(peer.Dump(file), database.Dump());
        }

        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [BoltPeerFact]
    public void Bbolt_goes_on_with_a_file_in_which_much_was_deleted()
    {
        string file = _folder.File("deleted.db");
        peer.Churn(file, 3, 200, syncFreelist: true);
        string left = Change(file, true, database => database.Update(transaction =>
        {
            foreach (byte[] name in transaction.BucketNames())
            {
                Bucket bucket = transaction.Bucket(name)!;
                foreach (BucketEntry entry in bucket.Entries())
                {
                    if (entry.IsBucket)
                    {
                        bucket.DeleteBucket(entry.Key);
                    }
                    else if (entry.Key[^1] != '7')
                    {
                        bucket.Delete(entry.Key);
                    }
                }
            }
        }));

        Assert.Equal("ok", peer.Check(file));
        Assert.Equal(left, peer.Dump(file));
        peer.Churn(file, 4, 100, syncFreelist: true);
        Assert.Equal("ok", peer.Check(file));
        Assert.Equal(peer.Dump(file), Change(file, false, _ => { }));
    }

    [FixtureTheory]
    [InlineData("2.1.9")]
    [InlineData("2.3.4")]
    public void The_databases_of_a_real_containerd_are_read_and_written(string version)
    {
        Unpack(SharedFolder.PathOf($"fixtures/containerd-{version}-root.tar.gz"), _folder.File("."));
        string[] files = Directory.GetFiles(_folder.File("."), "*.db", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == "meta.db");
        Assert.Contains(files, file => Path.GetFileName(file) == "metadata.db");
        foreach (string file in files)
        {
            bool syncFreelist = Path.GetFileName(file) != "meta.db";
            string before = peer.Dump(file);
            Assert.NotEqual("", before);
            Assert.Equal(before, Change(file, syncFreelist, _ => { }));
            string after = Change(file, syncFreelist, database => OurTurn(database, new Random(1)));
            Assert.Equal("ok", peer.Check(file));
            Assert.Equal(after, peer.Dump(file));
            Assert.Contains(before.Split('\n')[0], after, StringComparison.Ordinal);
        }
    }

    private static void Unpack(string archive, string folder)
    {
        using FileStream file = File.OpenRead(archive);
        using GZipStream content = new(file, CompressionMode.Decompress);
        using TarReader reader = new(content);
        while (reader.GetNextEntry() is TarEntry entry)
        {
            if (entry.Name.EndsWith(".db", StringComparison.Ordinal))
            {
                string target = Path.Combine(folder, entry.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                entry.ExtractToFile(target, overwrite: false);
            }
        }
    }

    private static string Change(string file, bool syncFreelist, Action<Database> change)
    {
        using Database database = Databases.Open(file, new DatabaseOptions { SyncFreelist = syncFreelist, NoSync = true });
        change(database);
        database.AssertSound();
        return database.Dump();
    }

    /// <summary>The kind of keys that the peer's own churn uses, so that both edit the same trees.</summary>
    private static void OurTurn(Database database, Random random)
    {
        for (int i = 0; i < 40; i++)
        {
            database.Update(transaction =>
            {
                Bucket bucket = transaction.CreateBucketIfNotExists($"top{random.Next(3)}");
                for (int depth = random.Next(3); depth > 0; depth--)
                {
                    bucket = bucket.CreateBucketIfNotExists($"sub{random.Next(4)}");
                }

                for (int k = random.Next(80); k > 0; k--)
                {
                    string key = $"key{random.Next(2000):d5}";
                    if (random.Next(2) == 0)
                    {
                        bucket.Delete(key);
                    }
                    else
                    {
                        byte[] value = new byte[random.Next(random.Next(10) == 0 ? 20000 : 300)];
                        random.NextBytes(value);
                        bucket.Put(key, value);
                    }
                }
            });
        }
    }

    private Workload NewWorkload()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Workload(seed, keyRange: 1000, largestValue: 20000);
    }
}
