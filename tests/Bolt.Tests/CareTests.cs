using Bolt.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Bolt.Care;

namespace Bolt.Tests;

/// <summary>Damaged files, backups, restoring and compacting; the real bbolt looks at each outcome.</summary>
public sealed class CareTests(BoltPeer peer) : IClassFixture<BoltPeer>, IDisposable
{
    private const int PageSize = 4096;
    private static readonly DatabaseOptions Options = new()
    {
        PageSize = PageSize, SyncFreelist = false, PageChecksums = true, LockTimeout = TimeSpan.FromMilliseconds(200),
    };

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("meta.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_file_is_opened_as_it_is()
    {
        string dump = Fill();
        using Database database = Open(OpenedState.Last, out OpenedDatabase opened);

        Assert.Empty(opened.Faults);
        Assert.Null(opened.DamagedCopy);
        Assert.Equal(dump, database.Dump());
    }

    [Fact]
    public void What_is_odd_but_harmless_is_named_and_the_file_is_used_and_compacting_mends_it()
    {
        // One page more than the content of a leaf needs, and it is free otherwise: the last page of the file, with a hole behind it.
        DatabaseOptions plain = Options with { PageChecksums = false };
        using (Database database = Databases.Open(FilePath, plain))
        {
            database.Update(static transaction => transaction.CreateBucket("bucket").Put("large", new byte[3 * PageSize]));
            database.Update(static transaction => transaction.Bucket("bucket")!.Put("large", new byte[10]));
            database.Update(static transaction => transaction.Bucket("bucket")!.Put("other", new byte[2 * PageSize]));
            database.Update(static transaction => transaction.Bucket("bucket")!.Delete("other"));
        }

        byte[] content = File.ReadAllBytes(FilePath);
        int root = RootPage();
        Assert.Equal(0, content[root + 12]);
        content[root + 12] = 1;
        File.WriteAllBytes(FilePath, content);

        string dump;
        using (Database database = Open(OpenedState.Last, out OpenedDatabase opened))
        {
            Assert.EndsWith("2 pages for 101 bytes (/)", Assert.Single(opened.Faults), StringComparison.Ordinal);
            dump = database.Dump();
        }

        Compaction.Run(FilePath, plain, CancellationToken.None);
        using Database mended = Open(OpenedState.Last, out OpenedDatabase after);
        Assert.Empty(after.Faults);
        Assert.Equal(dump, mended.Dump());
    }

    [BoltPeerFact]
    public void A_torn_meta_page_is_named_and_the_state_before_it_is_used()
    {
        string before = Fill();
        Change("lost");
        Flip(Newest() + 40);
        using (Database database = Open(OpenedState.Last, out OpenedDatabase opened))
        {
            Assert.Equal(before, database.Dump());
            Assert.Matches("^meta page [01]: checksum error; the state is that of transaction [0-9]+$", Assert.Single(opened.Faults));
        }

        Assert.Equal("ok", peer.Check(FilePath));
        Assert.Equal(before, peer.Dump(FilePath));
    }

    [BoltPeerFact]
    public void A_damaged_page_of_the_last_commit_gives_the_state_before_and_a_copy_is_kept()
    {
        string before = Fill();
        Change("lost");
        Flip(RootPage() + 100);
        byte[] damaged = File.ReadAllBytes(FilePath);
        using (Database database = Open(OpenedState.Previous, out OpenedDatabase opened))
        {
            Assert.Contains("the checksum of page", Assert.Single(opened.Faults), StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(opened.DamagedCopy!));
            Assert.Equal(FilePath + ".damaged", opened.DamagedCopy);
            Assert.Equal(before, database.Dump());
            database.Update(static transaction => transaction.CreateBucket("after"));
            database.AssertSound();
        }

        Assert.Equal("ok", peer.Check(FilePath));
        using Database again = Open(OpenedState.Last, out _);
        Assert.NotNull(again.View(static transaction => transaction.Bucket("after") is null ? null : "there"));
    }

    [BoltPeerFact]
    public void After_the_return_to_the_state_before_bbolt_finds_it_although_nothing_was_written_since()
    {
        string before = Fill();
        Change("lost");
        Flip(RootPage() + 100);
        Open(OpenedState.Previous, out _).Dispose();

        Assert.Equal("ok", peer.Check(FilePath));
        Assert.Equal(before, peer.Dump(FilePath));
    }

    [Fact]
    public void A_page_that_both_states_need_makes_the_file_read_only()
    {
        Fill();
        Change("one more");
        Flip(LeafOf("bulk") + 200);
        byte[] damaged = File.ReadAllBytes(FilePath);
        using (Database database = Open(OpenedState.ReadOnly, out OpenedDatabase opened))
        {
            Assert.NotEmpty(opened.Faults);
            Assert.Null(opened.DamagedCopy);
            Assert.Equal("one more", database.View(static transaction => transaction.Bucket("small")!.GetString("key")));
            Assert.Equal(BoltError.DatabaseReadOnly, Databases.ErrorOf(() => database.Update(static transaction => transaction.CreateBucket("x"))));
            Assert.Equal(BoltError.Corrupted, Databases.ErrorOf(() => database.Dump()));
        }

        Assert.Equal(damaged, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_state_before_that_can_not_be_kept_aside_makes_the_file_read_only()
    {
        string before = Fill();
        Change("lost");
        Flip(RootPage() + 100);
        Directory.CreateDirectory(FilePath + ".damaged/in the way");
        using Database database = Open(OpenedState.ReadOnly, out OpenedDatabase opened);

        Assert.Contains("the state before is whole, but can't be returned to: ", opened.Faults[^1], StringComparison.Ordinal);
        Assert.NotEqual("", before);
    }

    [Fact]
    public void A_file_without_a_meta_page_is_not_opened()
    {
        Fill();
        Flip(40);
        Flip(PageSize + 40);

        Assert.Equal(BoltError.Checksum, Databases.ErrorOf(() => CheckedOpening.Open(FilePath, Options, CancellationToken.None)));
    }

    [BoltPeerFact]
    public void A_backup_is_the_state_at_its_beginning_whatever_is_written_meanwhile()
    {
        string backup = _folder.File("copy.db");
        string dump = Fill();
        using (Database database = Databases.Open(FilePath, Options))
        {
            BackupReport report = Backup.Write(database, backup);
            database.Update(static transaction => transaction.CreateBucket("later"));

            Assert.Equal(backup, report.Path);
            Assert.Equal(new FileInfo(backup).Length, report.FileBytes);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        }

        Assert.Equal("ok", peer.Check(backup));
        Assert.Equal(dump, peer.Dump(backup));
        using Database copy = Databases.Open(backup, Options);
        copy.AssertSound();
        Assert.Equal(dump, copy.Dump());
    }

    [Fact]
    public async Task Backups_under_load_are_each_a_whole_state()
    {
        using Database database = Databases.Open(FilePath, Options with { NoSync = true });
        using CancellationTokenSource stop = new();
        Task writing = Task.Run(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                // Both buckets have the same number: a state in between would differ.
                database.Update(transaction =>
                {
                    transaction.CreateBucketIfNotExists("left").Put($"key{i % 50}", BitConverter.GetBytes(i));
                    transaction.CreateBucketIfNotExists("fill").Put($"key{i % 70}", new byte[(i * 37) % 6000]);
                    transaction.CreateBucketIfNotExists("right").Put($"key{i % 50}", BitConverter.GetBytes(i));
                });
            }
        });
        for (int i = 0; i < 20; i++)
        {
            string path = _folder.File($"copy{i}.db");
            Backup.Write(database, path);
            using Database copy = Databases.Open(path, new DatabaseOptions { ReadOnly = true });
            copy.View(static transaction =>
            {
                if (transaction.Bucket("left") is Bucket left)
                {
                    Assert.Equal(
                        left.Entries().Select(static entry => BitConverter.ToInt32(entry.Value)),
                        transaction.Bucket("right")!.Entries().Select(static entry => BitConverter.ToInt32(entry.Value)));
                }
            });
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public void A_backup_overwrites_nothing_and_leaves_nothing_behind_when_it_fails()
    {
        string backup = _folder.File("copy.db");
        Fill();
        File.WriteAllText(backup, "mine");
        using Database database = Databases.Open(FilePath, Options);

        BoltException error = Assert.Throws<BoltException>(() => Backup.Write(database, backup));
        Assert.Equal($"{backup}: rename: file exists", error.Message);
        Assert.Equal("mine", File.ReadAllText(backup));

        string missing = _folder.File("missing/copy.db");
        Assert.StartsWith($"{missing}: write ", Assert.Throws<BoltException>(() => Backup.Write(database, missing)).Message, StringComparison.Ordinal);

        Backup.Replace(database, backup);
        using Database copy = Databases.Open(backup, Options);
        copy.AssertSound();
        Assert.Equal(["copy.db", "meta.db"], Files());
    }

    [Fact]
    public void A_damaged_database_is_not_backed_up()
    {
        Fill();
        Flip(LeafOf("bulk") + 200);
        using Database database = Databases.Open(FilePath, Options with { ReadOnly = true });

        BoltException error = Assert.Throws<BoltException>(() => Backup.Write(database, _folder.File("copy.db")));
        Assert.Equal(BoltError.Corrupted, error.Error);
        Assert.StartsWith($"{FilePath}: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["meta.db"], Files());
    }

    [BoltPeerFact]
    public void A_backup_takes_the_place_of_a_damaged_file_which_stays_beside_it()
    {
        string dump = Fill();
        string backup = MakeBackup();
        Change("newer");
        Flip(LeafOf("bulk") + 200);
        byte[] damaged = File.ReadAllBytes(FilePath);
        File.SetUnixFileMode(FilePath, (UnixFileMode)0x1A0);

        RestorationReport report = Restoration.Run(backup, FilePath, Options, CancellationToken.None);

        Assert.Equal(FilePath + ".replaced-1", report.ReplacedPath);
        Assert.Equal(damaged, File.ReadAllBytes(report.ReplacedPath!));
        Assert.Equal((UnixFileMode)0x1A0, File.GetUnixFileMode(FilePath));
        Assert.Equal("ok", peer.Check(FilePath));
        Assert.Equal(dump, peer.Dump(FilePath));
        Assert.Equal(FilePath + ".replaced-2", Restoration.Run(backup, FilePath, Options, CancellationToken.None).ReplacedPath);
        using Database database = Open(OpenedState.Last, out _);
        database.Update(static transaction => transaction.CreateBucket("after"));
    }

    [Fact]
    public void A_missing_file_is_restored()
    {
        string dump = Fill();
        string backup = MakeBackup();
        File.Delete(FilePath);

        Assert.Null(Restoration.Run(backup, FilePath, Options, CancellationToken.None).ReplacedPath);
        using Database database = Open(OpenedState.Last, out _);
        Assert.Equal(dump, database.Dump());
    }

    [Fact]
    public void A_damaged_backup_or_none_replaces_nothing()
    {
        Fill();
        byte[] before = File.ReadAllBytes(FilePath);
        string backup = MakeBackup();
        byte[] content = File.ReadAllBytes(backup);
        content[LeafOf("bulk") + 200] ^= 4;
        File.WriteAllBytes(backup, content);

        Assert.StartsWith($"{backup}: ", ErrorOfRestoring(backup, BoltError.Corrupted), StringComparison.Ordinal);
        Assert.Equal($"{backup}x: open: no such file or directory", ErrorOfRestoring(backup + "x", BoltError.Io));
        Assert.Equal($"{FilePath}: is the database itself, not a backup of it: invalid database", ErrorOfRestoring(FilePath, BoltError.Invalid));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
        Assert.Equal(["copy.db", "meta.db"], Files());
    }

    [Fact]
    public void A_database_that_is_open_is_neither_restored_nor_compacted()
    {
        Fill();
        string backup = MakeBackup();
        using Database database = Databases.Open(FilePath, Options);

        Assert.Contains($"process {Environment.ProcessId} still holds the lock", ErrorOfRestoring(backup, BoltError.Timeout), StringComparison.Ordinal);
        Assert.Equal(BoltError.Timeout, Databases.ErrorOf(() => Compaction.Run(FilePath, Options, CancellationToken.None)));
        Assert.Equal(BoltError.Timeout, Databases.ErrorOf(() => Inspection.Run(FilePath, Options.LockTimeout, CancellationToken.None)));
    }

    [BoltPeerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compacting_keeps_all_keys_and_the_form_of_the_freelist_and_gives_room_back(bool syncFreelist)
    {
        Fill();
        DatabaseOptions options = Options with { SyncFreelist = syncFreelist };
        string dump;
        using (Database database = Databases.Open(FilePath, options))
        {
            database.Update(static transaction =>
            {
                transaction.DeleteBucket("bulk");
                transaction.Bucket("small")!.SetSequence(7);
                transaction.Bucket("small")!.CreateBucket("sub").CreateBucket("empty");
            });
            dump = database.Dump();
        }

        CompactionReport report = Compaction.Run(FilePath, options, CancellationToken.None);

        Assert.Equal(new FileInfo(FilePath).Length, report.BytesAfter);
        Assert.True(report.BytesAfter < report.BytesBefore / 2, $"{report}");
        Assert.Equal("ok", peer.Check(FilePath));
        Assert.Equal(dump, peer.Dump(FilePath));
        Assert.Equal(syncFreelist, BitConverter.ToUInt64(File.ReadAllBytes(FilePath), Newest() + 48) != ulong.MaxValue);
        Assert.Equal(["meta.db"], Files());
        using Database again = Open(OpenedState.Last, out _);
        Assert.Equal(dump, again.Dump());
    }

    [Fact]
    public void Neither_a_missing_nor_a_damaged_file_is_compacted()
    {
        Assert.Equal(BoltError.Io, Databases.ErrorOf(() => Compaction.Run(FilePath, Options, CancellationToken.None)));
        Assert.Empty(Files());

        Fill();
        Flip(LeafOf("bulk") + 200);
        byte[] before = File.ReadAllBytes(FilePath);
        Assert.Equal(BoltError.Corrupted, Databases.ErrorOf(() => Compaction.Run(FilePath, Options, CancellationToken.None)));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void An_inspection_tells_of_both_states_and_changes_nothing()
    {
        Fill();
        Change("newer");
        InspectionReport whole = Inspection.Run(FilePath, Options.LockTimeout, CancellationToken.None);
        Assert.Empty(whole.Last.Damage);
        Assert.Empty(whole.Previous.Damage);
        Assert.Equal(whole.Last.TransactionId, whole.Previous.TransactionId + 1);
        Assert.True(whole.Last.FreeBytes > 0);

        Flip(RootPage() + 100);
        byte[] before = File.ReadAllBytes(FilePath);
        InspectionReport damaged = Inspection.Run(FilePath, Options.LockTimeout, CancellationToken.None);
        Assert.NotEmpty(damaged.Last.Damage);
        Assert.Empty(damaged.Previous.Damage);
        Assert.Equal(before, File.ReadAllBytes(FilePath));

        Flip(Newest() + 40);
        InspectionReport torn = Inspection.Run(FilePath, Options.LockTimeout, CancellationToken.None);
        Assert.Empty(torn.Last.Damage);
        Assert.NotNull(torn.MetaFault);
        Assert.Null(torn.Previous.TransactionId);
    }

    [Fact]
    public async Task Who_waits_for_the_lock_gets_the_file_that_has_the_name_then()
    {
        Fill();
        string backup = MakeBackup();
        using Database holder = Databases.Open(FilePath, Options);
        Task<Database> waiting = Task.Run(() => Databases.Open(FilePath, Options with { LockTimeout = TimeSpan.FromSeconds(60) }));
        Assert.True(SpinWait.SpinUntil(() => IsWaitedFor(FilePath), TimeSpan.FromSeconds(60)), "nobody came to wait for the lock");
        File.Move(backup, FilePath, overwrite: true);
        holder.Update(static transaction => transaction.CreateBucket("in the replaced file"));
        holder.Dispose();
        using Database got = await waiting.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Null(got.View(static transaction => transaction.Bucket("in the replaced file") is null ? null : "there"));
    }

    /// <summary>Whether this process has the file open twice: who holds it, and who waits.</summary>
    private static bool IsWaitedFor(string path)
        => Directory.EnumerateFiles("/proc/self/fd").Count(link => File.ResolveLinkTarget(link, false)?.FullName == path) == 2;

    private static string ErrorOfRestoring(string backup, BoltError expected, string path)
    {
        BoltException error = Assert.Throws<BoltException>(() => Restoration.Run(backup, path, Options, CancellationToken.None));
        Assert.Equal(expected, error.Error);
        return error.Message;
    }

    private string ErrorOfRestoring(string backup, BoltError expected) => ErrorOfRestoring(backup, expected, FilePath);

    private Database Open(OpenedState expected, out OpenedDatabase opened)
    {
        opened = CheckedOpening.Open(FilePath, Options, CancellationToken.None);
        Assert.Equal(expected, opened.State);
        return opened.Database;
    }

    private string Fill()
    {
        using Database database = Databases.Open(FilePath, Options);
        for (int i = 0; i < 4; i++)
        {
            database.Update(transaction =>
            {
                Bucket bulk = transaction.CreateBucketIfNotExists("bulk");
                for (int key = 0; key < 400; key++)
                {
                    bulk.Put($"key{key:d4}", new byte[100 + i]);
                }
            });
        }

        // Only its own page is new then, with that of the root.
        database.Update(static transaction => transaction.CreateBucketIfNotExists("small").Put("key", "first"));
        return database.Dump();
    }

    private void Change(string value)
    {
        using Database database = Databases.Open(FilePath, Options);
        database.Update(transaction => transaction.Bucket("small")!.Put("key", value));
    }

    private string MakeBackup()
    {
        using Database database = Databases.Open(FilePath, Options);
        return Backup.Write(database, _folder.File("copy.db")).Path;
    }

    private void Flip(int position)
    {
        byte[] content = File.ReadAllBytes(FilePath);
        content[position] ^= 4;
        File.WriteAllBytes(FilePath, content);
    }

    private int Newest()
    {
        byte[] content = File.ReadAllBytes(FilePath);
        return BitConverter.ToUInt64(content, 64) > BitConverter.ToUInt64(content, PageSize + 64) ? 0 : PageSize;
    }

    private int RootPage() => (int)BitConverter.ToUInt64(File.ReadAllBytes(FilePath), Newest() + 32) * PageSize;

    /// <summary>Where the page lies that has the first keys of a bucket.</summary>
    private int LeafOf(string bucket)
    {
        byte[] content = File.ReadAllBytes(FilePath);
        int branch = (int)BitConverter.ToUInt64(content, RootOf(content, bucket)) * PageSize;
        return BitConverter.ToUInt16(content, branch + 8) == 1 ? (int)BitConverter.ToUInt64(content, branch + 16 + 8) * PageSize : branch;
    }

    private int RootOf(byte[] content, string bucket)
    {
        int root = RootPage();
        int name = content.AsSpan(root, PageSize).IndexOf(System.Text.Encoding.ASCII.GetBytes(bucket));
        return root + name + bucket.Length;
    }

    private string[] Files() => [.. Directory.GetFileSystemEntries(Path.GetDirectoryName(FilePath)!).Select(path => Path.GetFileName(path)!).Order()];
}
