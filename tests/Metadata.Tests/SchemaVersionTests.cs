using Bolt.Tests.Support;
using Metadata.Tests.Support;
using PluginHost.Bolt;
using PluginHost.Errors;

namespace Metadata.Tests;

/// <summary>New files, files of older versions, and of newer ones.</summary>
public sealed class SchemaVersionTests : IAsyncLifetime
{
    private TestDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await TestDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task A_new_file_has_version_4_and_nothing_else()
        => Assert.Equal(["version = 08"], await _daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!)));

    [Theory]
    [InlineData("08")]
    [InlineData("0a")]
    [InlineData("c601")]
    public async Task A_file_of_this_or_a_later_version_is_not_written_to(string version)
    {
        await _daemon.ChangeAsync(t =>
        {
            t.Bucket("v1")!.Put("version", Convert.FromHexString(version));
            t.CreateBucket("other").Put("kept", "");
        });
        await _daemon.CloseAsync();
        byte[] before = await File.ReadAllBytesAsync(_daemon.File);
        await _daemon.OpenAsync();
        await _daemon.CloseAsync();

        Assert.Equal(before, await File.ReadAllBytesAsync(_daemon.File));
        await _daemon.OpenAsync();
    }

    [Fact]
    public async Task Version_1_gives_snapshots_their_children()
    {
        string[] dump = await MigrateAsync(
            version: null,
            static t =>
            {
                Bucket snapshots = t.CreateBucketIfNotExists("v1").CreateBucket("ns").CreateBucket("snapshots").CreateBucket("native");
                snapshots.CreateBucket("base").Put("name", "ns/1/base");
                foreach ((string key, string parent) in (ReadOnlySpan<(string, string)>)[("a", "base"), ("b", "base"), ("c", "a"), ("d", "gone")])
                {
                    snapshots.CreateBucket(key).Put("parent", parent);
                }
            });

        Assert.Equal(
            [
                "ns/snapshots/native/a/children/c = ",
                "ns/snapshots/native/a/parent = " + Dump.Hex("base"),
                "ns/snapshots/native/b/parent = " + Dump.Hex("base"),
                "ns/snapshots/native/base/children/a = ",
                "ns/snapshots/native/base/children/b = ",
                "ns/snapshots/native/base/name = " + Dump.Hex("ns/1/base"),
                "ns/snapshots/native/c/parent = " + Dump.Hex("a"),
                "ns/snapshots/native/d/parent = " + Dump.Hex("gone"),
                "version = 08",
            ],
            dump);
    }

    [Fact]
    public async Task Version_2_makes_records_of_ingests()
    {
        string longRef = new('r', 270);

        string[] dump = await MigrateAsync(
            version: "02",
            t =>
            {
                Bucket content = t.Bucket("v1")!.CreateBucket("ns").CreateBucket("content");
                content.CreateBucket("ingest").Put(longRef, "ns/1/x");
                content.Bucket("ingest")!.Put("empty", "");
            });

        Assert.Equal(
            ["ns/content/ingests/empty/ref = ", $"ns/content/ingests/{longRef}/ref = " + Dump.Hex("ns/1/x"), "version = 08"], dump);
    }

    [Fact]
    public async Task Version_4_moves_sandboxes_and_removes_what_is_beside_v1()
    {
        string[] dump = await MigrateAsync(
            version: "06",
            static t =>
            {
                Bucket sandbox = t.CreateBucket("ns").CreateBucket("sandboxes").CreateBucket("s1");
                sandbox.Put("spec", "spec");
                sandbox.CreateBucket("labels").Put("a", "1");
                sandbox.CreateBucket("runtime").Put("name", "runc");
                t.CreateBucket("empty");
            });

        Assert.Equal(
            [
                "ns/sandboxes/s1/labels/a = 31",
                "ns/sandboxes/s1/runtime/name = " + Dump.Hex("runc"),
                "ns/sandboxes/s1/spec = " + Dump.Hex("spec"),
                "version = 08",
            ],
            dump);
        Assert.Equal(
            ["v1"], await _daemon.LookAsync(static t => t.BucketNames().Select(System.Text.Encoding.UTF8.GetString).ToArray()));
    }

    [BoltPeerFact]
    public async Task Before_a_migration_the_file_is_backed_up_and_the_backup_is_whole()
    {
        using BoltPeer peer = new();
        await _daemon.CloseAsync();
        await Change(static t =>
        {
            t.Bucket("v1")!.Put("version", [6]);
            t.CreateBucket("ns").CreateBucket("sandboxes").CreateBucket("s1").Put("spec", "spec");
        });
        string before = peer.Dump(_daemon.File);

        await _daemon.OpenAsync();

        string backup = _daemon.File + ".v3.bak";
        Assert.Equal("ok", peer.Check(backup));
        Assert.Equal(before, peer.Dump(backup));
        Assert.Contains(_daemon.Logger.Entries, static entry => entry.Message == "metadata backed up before its migration");
    }

    [Fact]
    public async Task Without_a_backup_there_is_no_migration()
    {
        await _daemon.CloseAsync();
        await Change(static t => t.Bucket("v1")!.Put("version", [6]));
        byte[] before = await File.ReadAllBytesAsync(_daemon.File);
        string inTheWay = _daemon.File + ".v3.bak";
        Directory.CreateDirectory(inTheWay + "/x");

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(_daemon.OpenAsync);

        Assert.StartsWith(
            $"{_daemon.File} has schema version 3 and is migrated to 4 only after a backup, which failed: {inTheWay}: rename: ",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_daemon.File));
        Directory.Delete(inTheWay, recursive: true);
        await _daemon.OpenAsync();
    }

    [Fact]
    public void A_new_file_is_not_backed_up()
        => Assert.Equal(["meta.db"], Directory.EnumerateFileSystemEntries(_daemon.Root).Select(Path.GetFileName));

    [Fact]
    public async Task A_migration_that_fails_leaves_the_file_as_it_was()
    {
        await _daemon.CloseAsync();
        await Change(static t =>
        {
            t.Bucket("v1")!.Put("version", [2]);
            Bucket content = t.Bucket("v1")!.CreateBucket("ns").CreateBucket("content");
            content.CreateBucket("ingest").Put("r", "ns/1/r");
            content.Put("ingests", "a value where a bucket should be");
        });

        await Assert.ThrowsAsync<BoltException>(_daemon.OpenAsync);

        await Change(static t =>
        {
            Assert.Equal([2], t.Bucket("v1")!.Get("version"));
            Assert.NotNull(t.Bucket("v1")!.Bucket("ns")!.Bucket("content")!.Bucket("ingest"));
            t.Bucket("v1")!.Bucket("ns")!.Bucket("content")!.Delete("ingests");
        });
        await _daemon.OpenAsync();
    }

    // What is below v1 after a file of that version has been opened; null: no version key.
    private async Task<string[]> MigrateAsync(string? version, Action<Transaction> fill)
    {
        await _daemon.ChangeAsync(t =>
        {
            if (version is null)
            {
                t.Bucket("v1")!.Delete("version");
            }
            else
            {
                t.Bucket("v1")!.Put("version", Convert.FromHexString(version));
            }

            fill(t);
        });
        return await _daemon.LookAsync(static t => Dump.Of(t.Bucket("v1")!));
    }

    private Task Change(Action<Transaction> change)
    {
        using Database database = Database.Open(_daemon.File, new DatabaseOptions { SyncFreelist = false }, CancellationToken.None);
        database.Update(change);
        return Task.CompletedTask;
    }
}
