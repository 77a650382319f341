using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Plugins.Overlayfs;
using PluginHost.Snapshots;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Overlayfs;

public sealed class OverlayfsSnapshotterTests : IAsyncLifetime
{
    private const string UpperdirLabel = "containerd.io/snapshot/overlay.upperdir";
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _root = new();

    private string Snapshots => _root.At("snapshots");

    [Fact]
    public async Task A_committed_snapshot_keeps_its_directories()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        await CommittedAsync(snapshotter, "committed");

        Assert.Equal(["1"], Names());
        Assert.True(Directory.Exists(Path.Join(Snapshots, "1", "work")));
    }

    [Fact]
    public async Task A_removed_snapshot_stays_on_the_disk_until_the_clean_up()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        await snapshotter.PrepareAsync("removed", "", NoLabels, None);
        await snapshotter.PrepareAsync("kept", "", NoLabels, None);
        Directory.CreateDirectory(Path.Join(Snapshots, "new-stale", "fs"));

        await snapshotter.RemoveAsync("removed", None);
        Assert.Equal(["1", "2", "new-stale"], Names());

        await snapshotter.CleanupAsync(None);
        Assert.Equal(["2"], Names());
    }

    [Fact]
    public async Task With_sync_remove_a_removed_snapshot_is_gone_at_once()
    {
        await using OverlayfsSnapshotter snapshotter = Open(new OverlayfsConfig { SyncRemove = true });
        await snapshotter.PrepareAsync("removed", "", NoLabels, None);
        await snapshotter.PrepareAsync("kept", "", NoLabels, None);

        await snapshotter.RemoveAsync("removed", None);

        Assert.Equal(["2"], Names());
    }

    [RootFact]
    public async Task One_directory_that_cannot_be_removed_does_not_stop_the_clean_up()
    {
        ListLogger logger = new();
        await using OverlayfsSnapshotter snapshotter = Open(logger: logger);
        foreach (string key in (string[])["first", "second"])
        {
            await snapshotter.PrepareAsync(key, "", NoLabels, None);
            await snapshotter.RemoveAsync(key, None);
        }

        string busy = Path.Join(Snapshots, "1", "fs");
        LibC.Mount("tmpfs", busy, "tmpfs", MountFlags.None, null);

        await snapshotter.CleanupAsync(None);

        Assert.StartsWith("rm-1-", Assert.Single(Names()), StringComparison.Ordinal);
        Assert.Contains("failed to remove directory", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_daemon_left_is_removed_when_the_store_is_opened()
    {
        await using (OverlayfsSnapshotter first = Open())
        {
            await first.PrepareAsync("kept", "", NoLabels, None);
        }

        Directory.CreateDirectory(Path.Join(Snapshots, "new-abc", "fs"));
        Directory.CreateDirectory(Path.Join(Snapshots, "7", "fs"));

        await using (OverlayfsSnapshotter second = Open())
        {
            await second.StatAsync("kept", None);
            await TestWait.UntilAsync(() => Names() is ["1"], $"{Snapshots} to hold the living snapshot only");
        }
    }

    [Fact]
    public async Task A_database_that_never_had_a_snapshot_removes_nothing()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        Directory.CreateDirectory(Path.Join(Snapshots, "7", "fs"));

        await Assert.ThrowsAsync<DaemonException>(() => snapshotter.StatAsync("missing", None));

        Assert.Equal(["7"], Names());
    }

    [Fact]
    public async Task A_directory_in_the_way_of_a_new_number_is_moved_aside()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        Directory.CreateDirectory(Path.Join(Snapshots, "1", "fs"));
        File.WriteAllText(Path.Join(Snapshots, "1", "fs", "stale"), "");

        await snapshotter.PrepareAsync("active", "", NoLabels, None);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(Snapshots, "1", "fs")));
    }

    [Fact]
    public async Task A_prepare_that_fails_leaves_neither_record_nor_directory()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        await CommittedAsync(snapshotter, "parent");
        Directory.Delete(Path.Join(Snapshots, "1"), recursive: true);

        // The owner of the parent's layer can't be found out.
        LinuxException error = await Assert.ThrowsAsync<LinuxException>(() => snapshotter.PrepareAsync("child", "parent", NoLabels, None));

        Assert.Equal(Errno.ENOENT, error.Errno);
        Assert.Empty(Names());
        await Assert.ThrowsAsync<DaemonException>(() => snapshotter.StatAsync("child", None));
    }

    [Fact]
    public async Task Errors_say_what_was_to_be_done()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        await CommittedAsync(snapshotter, "committed");
        await snapshotter.PrepareAsync("child", "committed", NoLabels, None);

        await FailsAsync("failed to get active mount: requested snapshot committed not active or view: failed precondition",
            () => snapshotter.MountsAsync("committed", None));
        await FailsAsync("failed to create snapshot: snapshot child: already exists",
            () => snapshotter.PrepareAsync("child", "", NoLabels, None));
        await FailsAsync("failed to create snapshot: parent \"child\" is not committed snapshot: invalid argument",
            () => snapshotter.PrepareAsync("other", "child", NoLabels, None));
        await FailsAsync("failed to create snapshot: missing parent \"none\" bucket: not found",
            () => snapshotter.PrepareAsync("other", "none", NoLabels, None));
        await FailsAsync("failed to commit snapshot: committed snapshot committed: already exists",
            () => snapshotter.CommitAsync("committed", "child", "", NoLabels, None));
        await FailsAsync("failed to commit snapshot: failed to get active snapshot \"none\": not found",
            () => snapshotter.CommitAsync("other", "none", "", NoLabels, None));
        await FailsAsync("failed to commit snapshot: snapshot \"committed\" is not active: failed precondition",
            () => snapshotter.CommitAsync("other", "committed", "", NoLabels, None));
        await FailsAsync("failed to remove: cannot remove snapshot with child: failed precondition",
            () => snapshotter.RemoveAsync("committed", None));
        await FailsAsync("cannot update \"parent\" field on snapshot \"child\": invalid argument",
            () => snapshotter.UpdateAsync(new SnapshotInfo { Kind = SnapshotKind.Active, Name = "child" }, ["parent"], None));
    }

    [Fact]
    public async Task The_upper_directory_is_told_where_configured_and_never_stored()
    {
        await using (OverlayfsSnapshotter telling = Open(new OverlayfsConfig { UpperdirLabel = true }))
        {
            await telling.PrepareAsync("active", "", NoLabels, None);
            SnapshotInfo info = await telling.StatAsync("active", None);
            Assert.Equal(Path.Join(Snapshots, "1", "fs"), info.Labels[UpperdirLabel]);

            SnapshotInfo updated = await telling.UpdateAsync(info, [], None);
            Assert.Equal(info.Labels, updated.Labels);
            await foreach (SnapshotInfo walked in telling.WalkAsync([], None))
            {
                Assert.Equal(info.Labels, walked.Labels);
            }
        }

        await using OverlayfsSnapshotter silent = Open();
        Assert.Empty((await silent.StatAsync("active", None)).Labels);
    }

    [RootFact]
    public async Task The_layer_belongs_to_the_mapped_root_or_to_the_owner_of_the_parent()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        await snapshotter.PrepareAsync("plain", "", NoLabels, None);
        await snapshotter.PrepareAsync("mapped", "", new Dictionary<string, string> { [SnapshotLabels.UidMapping] = "0:666:65536" }, None);
        LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, Path.Join(Snapshots, "1", "fs"), 12, 34, AtFlags.None);
        await snapshotter.CommitAsync("parent", "plain", "", NoLabels, None);
        await snapshotter.PrepareAsync("child", "parent", NoLabels, None);
        Dictionary<string, string> both = new()
        {
            [SnapshotLabels.UidMapping] = "1:0:1,0:777:1",
            [SnapshotLabels.GidMapping] = "0:888:10",
        };
        await snapshotter.PrepareAsync("mapped-child", "parent", both, None);

        Assert.Equal(["666:0", "12:34", "777:888"], new[] { 2, 3, 4 }.Select(OwnerOf));
    }

    [Fact]
    public async Task A_label_that_is_no_id_map_makes_no_snapshot()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        Dictionary<string, string> labels = new() { [SnapshotLabels.GidMapping] = "0:666" };

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => snapshotter.PrepareAsync("active", "", labels, None));

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Empty(Names());
    }

    [RootFact]
    public async Task A_layer_with_mapped_ids_shows_the_containers_root_as_owner()
    {
        OverlayfsProbe probe = OverlayfsProbe.Of(_root.Path);
        await using OverlayfsSnapshotter snapshotter = Open();
        await CommittedAsync(snapshotter, "base");
        Dictionary<string, string> labels = new()
        {
            [SnapshotLabels.UidMapping] = "0:666:65536",
            [SnapshotLabels.GidMapping] = "0:777:65536",
        };

        await using MountedTree tree = MountedTree.Mount(await snapshotter.PrepareAsync("active", "base", labels, None), _root.Path);

        Assert.Equal(probe.RemapIds ? 666u : 0u, LibC.Lstat(tree.Path).Uid);
    }

    [Fact]
    public async Task Parallel_calls_for_one_key_make_one_snapshot()
    {
        await using OverlayfsSnapshotter snapshotter = Open();
        int made = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            try
            {
                await snapshotter.PrepareAsync("key", "", NoLabels, None);
                Interlocked.Increment(ref made);
            }
            catch (DaemonException error) when (error.Kind == ErrorKind.AlreadyExists)
            {
            }
        })));

        Assert.Equal(1, made);
        Assert.Equal(["1"], Names());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();

    private OverlayfsSnapshotter Open(OverlayfsConfig? config = null, ListLogger? logger = null)
    {
        config ??= new OverlayfsConfig();
        OverlayfsMountOptions options = OverlayfsProbe.Of(_root.Path).OptionsFor(config);

        return logger is null
            ? new OverlayfsSnapshotter(_root.Path, config, options, TimeProvider.System, NullLogger.Instance)
            : new OverlayfsSnapshotter(_root.Path, config, options, TimeProvider.System, logger);
    }

    private string OwnerOf(int id)
    {
        FileStatus status = LibC.Lstat(Path.Join(Snapshots, $"{id}", "fs"));

        return $"{status.Uid}:{status.Gid}";
    }

    private string[] Names()
        => [.. Directory.EnumerateFileSystemEntries(Snapshots).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static async Task CommittedAsync(OverlayfsSnapshotter snapshotter, string name)
    {
        await snapshotter.PrepareAsync($"{name}-active", "", NoLabels, None);
        await snapshotter.CommitAsync(name, $"{name}-active", "", NoLabels, None);
    }

    private static async Task FailsAsync(string message, Func<Task> call)
        => Assert.Equal(message, (await Assert.ThrowsAsync<DaemonException>(call)).Message);
}
