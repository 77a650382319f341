using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Support;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;
using PluginHost.Testing;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Erofs;

public sealed class ErofsSnapshotterTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _work = new();
    private ErofsSnapshotter? _snapshotter;

    private ErofsSnapshotter Snapshotter => _snapshotter ??= Open(new ErofsConfig(), new ErofsMountOptions());

    [RequiresFact("root", "mkfs.erofs")]
    public async Task Directories_are_as_containerd_has_them()
    {
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        Assert.Equal([".erofslayer", "fs", "work"], Names(1));
        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        await Snapshotter.ViewAsync("view", "base", NoLabels, None);

        Assert.Equal([".erofslayer", "fs", "layer.erofs", "work"], Names(1));
        Assert.Equal(["fs"], Names(2));
        Assert.Equal(FileModes.Octal0700, LibC.Stat(At(1)).Permissions);
        Assert.Equal(FileModes.Octal0755, LibC.Stat(At(1, "fs")).Permissions);
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task What_was_written_becomes_the_image_and_goes()
    {
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        Directory.CreateDirectory(At(1, "fs/dir"));
        await File.WriteAllTextAsync(At(1, "fs/dir/file"), "content");

        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);

        Assert.Empty(Directory.GetFileSystemEntries(At(1, "fs")));
        await using MountedTree view = MountedTree.Mount(await Snapshotter.ViewAsync("view", "base", NoLabels, None), _work.Path);
        Assert.Equal("content", await File.ReadAllTextAsync(view.At("dir/file")));
        Assert.Equal(new SnapshotUsage(1, LibC.Stat(At(1, "layer.erofs")).Blocks * 512), await Snapshotter.UsageAsync("base", None));
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task An_image_that_the_differ_made_is_committed_as_it_is()
    {
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        await File.WriteAllTextAsync(At(1, "layer.erofs"), "an image");

        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);

        Assert.Equal("an image", await File.ReadAllTextAsync(At(1, "layer.erofs")));
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task An_image_of_a_commit_that_was_killed_is_made_again()
    {
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        await File.WriteAllTextAsync(At(1, "fs/file"), "content");
        await File.WriteAllTextAsync(At(1, "layer.erofs"), "stale");
        Assert.Equal("bind", (await Snapshotter.MountsAsync("a", None))[0].Type);

        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);

        await using MountedTree view = MountedTree.Mount(await Snapshotter.ViewAsync("view", "base", NoLabels, None), _work.Path);
        Assert.Equal("content", await File.ReadAllTextAsync(view.At("file")));
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task A_commit_that_fails_leaves_an_active_snapshot()
    {
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        await File.WriteAllTextAsync(At(1, "fs/file"), "content");

        await Assert.ThrowsAsync<DaemonException>(() => Snapshotter.CommitAsync("base", "a", "missing", NoLabels, None));

        Assert.Equal([".erofslayer", "fs", "work"], Names(1));
        Assert.Equal("content", await File.ReadAllTextAsync(At(1, "fs/file")));
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task Layers_may_be_immutable_and_can_be_removed_all_the_same()
    {
        await using ErofsSnapshotter snapshotter = Open(new ErofsConfig { SetImmutable = true }, new ErofsMountOptions());
        await snapshotter.PrepareAsync("a", "", NoLabels, None);
        await snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        int errno = LibC.TryOpenAt(
            SafeFileDescriptor.CurrentDirectory, At(1, "layer.erofs"), OpenFlags.O_WRONLY, 0, out SafeFileDescriptor layer);
        layer.Dispose();

        await snapshotter.RemoveAsync("base", None);

        Assert.Equal(Errno.EPERM, errno);
        Assert.Empty(Directory.GetFileSystemEntries(_work.At("root/snapshots")));
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task Layers_are_mounted_once_and_unmounted_with_their_snapshots()
    {
        await LayersAsync();
        await Snapshotter.PrepareAsync("one", "second", NoLabels, None);
        IReadOnlyList<Mount> mounts = await Snapshotter.PrepareAsync("two", "second", NoLabels, None);

        Assert.Equal(["1", "2"], MountedLayers());
        Assert.Equal(
            ($"workdir={At(4, "work")}", $"upperdir={At(4, "fs")}", $"lowerdir={_work.At("state/2")}:{_work.At("state/1")}"),
            (Assert.Single(mounts).Options[0], mounts[0].Options[1], mounts[0].Options[2]));
        foreach (string key in (string[])["one", "two", "second"])
        {
            await Snapshotter.RemoveAsync(key, None);
        }

        Assert.Equal(["1"], MountedLayers());
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task A_container_goes_on_when_the_daemon_ends_and_gets_its_mounts_again()
    {
        await LayersAsync();
        await using MountedTree running = MountedTree.Mount(await Snapshotter.PrepareAsync("one", "second", NoLabels, None), _work.Path);
        await CloseAsync();
        Assert.Empty(MountedLayers());
        Assert.Equal("first", await File.ReadAllTextAsync(running.At("first")));

        await Snapshotter.MountsAsync("one", None);

        Assert.Equal(["1", "2"], MountedLayers());
    }

    [RequiresFact("root", "mkfs.erofs", "mkfs.ext4")]
    public async Task An_image_that_is_written_to_is_never_mounted_twice()
    {
        ErofsMountOptions options = new() { WritableSize = 16 << 20 };
        IReadOnlyList<Mount> mounts;
        await using (ErofsSnapshotter first = Open(new ErofsConfig(), options))
        {
            mounts = await first.PrepareAsync("a", "", NoLabels, None);
        }

        Assert.Equal(["1-rw"], MountedLayers());
        await using ErofsSnapshotter again = Open(new ErofsConfig(), options);
        Assert.Equal(mounts[0].Source, (await again.MountsAsync("a", None))[0].Source);
        Assert.Equal(["1-rw"], MountedLayers());

        await again.CommitAsync("base", "a", "", NoLabels, None);

        Assert.Empty(MountedLayers());
        Assert.False(File.Exists(At(1, "rwlayer.img")));
    }

    [RequiresFact("root", "mkfs.erofs")]
    public async Task Mounts_that_a_killed_daemon_left_go_when_the_store_is_opened()
    {
        await LayersAsync();
        string stale = _work.At("state/9");
        Directory.CreateDirectory(stale);
        PluginHost.Linux.Mounting.Mounts.Mount(new MountEntry("tmpfs", "tmpfs", "", []), stale);
        await CloseAsync();
        Directory.CreateDirectory(stale);
        PluginHost.Linux.Mounting.Mounts.Mount(new MountEntry("tmpfs", "tmpfs", "", []), stale);

        await Snapshotter.StatAsync("second", None);

        Assert.False(Directory.Exists(stale));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await CloseAsync();
        await _work.DisposeAsync();
    }

    private ErofsSnapshotter Open(ErofsConfig config, ErofsMountOptions options)
        => new(_work.At("root"), _work.At("state"), config, options, TimeProvider.System, NullLogger.Instance);

    private async Task CloseAsync()
    {
        if (_snapshotter is not null)
        {
            await _snapshotter.DisposeAsync();
            _snapshotter = null;
        }
    }

    // Two layers with a file each.
    private async Task LayersAsync()
    {
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        await File.WriteAllTextAsync(At(1, "fs/first"), "first");
        await Snapshotter.CommitAsync("first", "a", "", NoLabels, None);
        await Snapshotter.PrepareAsync("b", "first", NoLabels, None);
        await File.WriteAllTextAsync(At(2, "fs/second"), "second");
        await Snapshotter.CommitAsync("second", "b", "", NoLabels, None);
    }

    private List<string> MountedLayers()
        => [.. MountTable.Read().Select(mount => mount.MountPoint)
            .Where(point => Path.GetDirectoryName(point) == _work.At("state")).Select(point => Path.GetFileName(point)).Order(StringComparer.Ordinal)];

    private string At(int id, string path = "") => Path.Join(_work.At("root/snapshots"), $"{id}", path);

    private List<string?> Names(int id) => [.. Directory.GetFileSystemEntries(At(id)).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
}
