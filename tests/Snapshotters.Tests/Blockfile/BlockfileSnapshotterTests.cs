using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Linux;
using PluginHost.Mounts;
using PluginHost.Plugins.Blockfile;
using PluginHost.Snapshots;
using PluginHost.Testing;
using PluginHost.Testing.Images;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Blockfile;

public sealed class BlockfileSnapshotterTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _work = new();

    private string Root => _work.At("root");

    [Fact]
    public async Task Images_lie_where_containerd_has_them()
    {
        await using BlockfileSnapshotter snapshotter = OpenOnPlainFile(new BlockfileConfig());
        Assert.Equal($"ext4 {At(1)} loop,rw", Text(await snapshotter.PrepareAsync("a", "", NoLabels, None)));
        await snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        await snapshotter.ViewAsync("view", "base", NoLabels, None);
        await snapshotter.PrepareAsync("child", "base", NoLabels, None);
        await snapshotter.ViewAsync("empty", "", NoLabels, None);

        Assert.Equal($"ext4 {At(1)} loop,ro", Text(await snapshotter.MountsAsync("view", None)));
        Assert.Equal($"ext4 {At(3)} loop,rw", Text(await snapshotter.MountsAsync("child", None)));
        Assert.Equal($"ext4 {At(4)} loop,ro", Text(await snapshotter.MountsAsync("empty", None)));
        Assert.Equal(["1", "3", "4"], Directory.GetFiles(Path.Join(Root, "snapshots")).Select(Path.GetFileName).Order());

        foreach (string key in (string[])["view", "child", "empty", "base"])
        {
            await snapshotter.RemoveAsync(key, None);
        }

        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(Root, "snapshots")));
    }

    [Fact]
    public async Task The_configuration_says_how_images_are_mounted()
    {
        BlockfileConfig config = new() { FsType = "xfs", MountOptions = ["nouuid", "noatime"] };
        await using BlockfileSnapshotter snapshotter = OpenOnPlainFile(config);

        Assert.Equal($"xfs {At(1)} nouuid,noatime,loop,rw", Text(await snapshotter.PrepareAsync("a", "", NoLabels, None)));
    }

    [Fact]
    public async Task A_copy_has_holes_where_the_scratch_file_has()
    {
        await using BlockfileSnapshotter snapshotter = OpenOnPlainFile(new BlockfileConfig());

        await snapshotter.PrepareAsync("a", "", NoLabels, None);

        FileStatus copy = LibC.Stat(At(1));
        Assert.Equal(1L << 30, copy.Size);
        Assert.True(copy.Blocks * 512 < 1 << 20, $"{copy.Blocks} blocks of 512 bytes for a file of holes");
    }

    [Fact]
    public async Task A_child_takes_what_its_image_has_beyond_the_parents()
    {
        await using BlockfileSnapshotter snapshotter = OpenOnPlainFile(new BlockfileConfig());
        await snapshotter.PrepareAsync("a", "", NoLabels, None);
        await snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        await snapshotter.PrepareAsync("child", "base", NoLabels, None);
        using (FileStream image = File.OpenWrite(At(2)))
        {
            image.SetLength((1L << 30) + 4096);
        }

        Assert.Equal(new SnapshotUsage(1, 1L << 30), await snapshotter.UsageAsync("base", None));
        Assert.Equal(new SnapshotUsage(1, 4096), await snapshotter.UsageAsync("child", None));
        await snapshotter.CommitAsync("top", "child", "", NoLabels, None);
        Assert.Equal(new SnapshotUsage(1, 4096), await snapshotter.UsageAsync("top", None));
    }

    [Fact]
    public async Task What_a_killed_daemon_left_is_put_right_when_the_store_is_opened()
    {
        await using (BlockfileSnapshotter snapshotter = OpenOnPlainFile(new BlockfileConfig()))
        {
            await snapshotter.PrepareAsync("kept", "", NoLabels, None);
        }

        File.Move(At(1), Path.Join(Root, "snapshots", "rm-1"));
        await File.WriteAllTextAsync(Path.Join(Root, "snapshots", "new-1234"), "");
        await File.WriteAllTextAsync(At(7), "");
        await using BlockfileSnapshotter again = OpenOnPlainFile(new BlockfileConfig());
        await again.StatAsync("kept", None);

        await TestWait.UntilAsync(
            () => Directory.GetFiles(Path.Join(Root, "snapshots")) is [var only] && only == At(1), "the left-over images to go");
    }

    [Fact]
    public async Task A_prepare_that_fails_leaves_neither_record_nor_image()
    {
        await using BlockfileSnapshotter snapshotter = OpenOnPlainFile(new BlockfileConfig());
        File.Delete(Path.Join(Root, "scratch"));

        LinuxException error = await Assert.ThrowsAsync<LinuxException>(() => snapshotter.PrepareAsync("a", "", NoLabels, None));

        Assert.Contains("scratch", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PluginHost.Errors.DaemonException>(() => snapshotter.StatAsync("a", None));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(Root, "snapshots")));
    }

    [RequiresFact("root", "mkfs.xfs")]
    public async Task Images_may_be_of_xfs()
    {
        Directory.CreateDirectory(Root);
        string scratch = Path.Join(Root, "scratch");
        await FileSystemImage.MakeAsync(scratch, 320L << 20, "mkfs.xfs", "-q");
        BlockfileConfig config = new() { FsType = "xfs", MountOptions = ["nouuid"] };
        await using BlockfileSnapshotter snapshotter = new(
            Root, scratch, BlockfileMounts.For(config), TimeProvider.System, NullLogger.Instance);
        await using (MountedTree tree = MountedTree.Mount(await snapshotter.PrepareAsync("a", "", NoLabels, None), _work.Path))
        {
            await File.WriteAllTextAsync(tree.At("file"), "here");
        }

        await snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        await using MountedTree view = MountedTree.Mount(await snapshotter.ViewAsync("view", "base", NoLabels, None), _work.Path);
        await using MountedTree child = MountedTree.Mount(await snapshotter.PrepareAsync("child", "base", NoLabels, None), _work.Path);

        await File.WriteAllTextAsync(child.At("file"), "there");
        Assert.Equal("here", await File.ReadAllTextAsync(view.At("file")));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _work.DisposeAsync();

    private string At(int id) => Path.Join(Root, "snapshots", $"{id}");

    // Nothing is mounted, so any file does.
    private BlockfileSnapshotter OpenOnPlainFile(BlockfileConfig config)
    {
        Directory.CreateDirectory(Root);
        string scratch = Path.Join(Root, "scratch");
        using (FileStream file = File.Create(scratch))
        {
            file.SetLength(1L << 30);
        }

        return new BlockfileSnapshotter(Root, scratch, BlockfileMounts.For(config), TimeProvider.System, NullLogger.Instance);
    }

    private static string Text(IReadOnlyList<Mount> mounts)
        => $"{Assert.Single(mounts).Type} {mounts[0].Source} {string.Join(',', mounts[0].Options)}";
}
