using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Errors;
using PluginHost.Linux.Btrfs;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;
using PluginHost.Plugins.Btrfs;
using PluginHost.Snapshots;
using PluginHost.Testing;
using PluginHost.Testing.Images;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Btrfs;

public sealed class BtrfsSnapshotterTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _work = new();
    private BtrfsSnapshotter? _snapshotter;

    private string Root => _work.At("root");

    private BtrfsSnapshotter Snapshotter => _snapshotter ??= Open();

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task Subvolumes_lie_where_containerd_has_them()
    {
        await FileSystemImage.MountBtrfsAsync(Root);
        IReadOnlyList<Mount> active = await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        AssertMount(active, At("active/1"));

        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        Assert.Equal(["snapshots/1"], Subvolumes());

        IReadOnlyList<Mount> child = await Snapshotter.PrepareAsync("child", "base", NoLabels, None);
        IReadOnlyList<Mount> view = await Snapshotter.ViewAsync("view", "base", NoLabels, None);
        Assert.Equal(["active/2", "snapshots/1", "view/3"], Subvolumes());
        AssertMount(child, At("active/2"));
        AssertMount(view, At("view/3"), "ro");

        foreach (string key in (string[])["child", "view", "base"])
        {
            await Snapshotter.RemoveAsync(key, None);
        }

        Assert.Empty(Subvolumes());
    }

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task A_child_takes_only_what_differs_from_its_parent()
    {
        await FileSystemImage.MountBtrfsAsync(Root);
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        File.WriteAllBytes(At("active/1/large"), new byte[1 << 20]);
        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        await Snapshotter.PrepareAsync("child", "base", NoLabels, None);
        Assert.Equal(default, await Snapshotter.UsageAsync("child", None));

        File.WriteAllBytes(At("active/2/small"), new byte[8192]);

        Assert.Equal(new SnapshotUsage(1, 8192), await Snapshotter.UsageAsync("child", None));
        Assert.True((await Snapshotter.UsageAsync("base", None)).Size >= 1 << 20);
    }

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task Subvolumes_that_a_container_made_go_with_its_snapshot()
    {
        await FileSystemImage.MountBtrfsAsync(Root);
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        Subvolume.Create(At("active/1/nested"));
        Directory.CreateDirectory(At("active/1/nested/dir"));
        Subvolume.Create(At("active/1/nested/dir/deeper"));
        File.WriteAllText(At("active/1/nested/dir/deeper/file"), "");

        await Snapshotter.RemoveAsync("a", None);

        Assert.Empty(Subvolumes());
    }

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task What_a_killed_daemon_left_is_put_right_when_the_store_is_opened()
    {
        await FileSystemImage.MountBtrfsAsync(Root);
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        await Snapshotter.PrepareAsync("kept", "base", NoLabels, None);
        await CloseAsync();
        Subvolume.Create(At("active/1"));
        Subvolume.Create(At("view/9"));
        Subvolume.Create(At("snapshots/rm-7"));
        Directory.Move(At("active/2"), At("active/rm-2"));

        await Snapshotter.StatAsync("kept", None);

        Assert.Equal(["active/2", "snapshots/1"], Subvolumes());
    }

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task A_subvolume_in_the_way_of_a_new_number_goes()
    {
        await FileSystemImage.MountBtrfsAsync(Root);
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        Subvolume.Create(At("active/2"));
        File.WriteAllText(At("active/2/stale"), "");

        await Snapshotter.PrepareAsync("b", "", NoLabels, None);

        Assert.Empty(Directory.GetFileSystemEntries(At("active/2")));
    }

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task A_prepare_that_fails_leaves_neither_record_nor_subvolume()
    {
        await FileSystemImage.MountBtrfsAsync(Root);
        await Snapshotter.PrepareAsync("a", "", NoLabels, None);
        await Snapshotter.CommitAsync("base", "a", "", NoLabels, None);
        Subvolume.Delete(At("snapshots/1"), None);

        await Assert.ThrowsAsync<PluginHost.Linux.LinuxException>(() => Snapshotter.PrepareAsync("child", "base", NoLabels, None));

        Assert.Equal(
            ErrorKind.NotFound,
            (await Assert.ThrowsAsync<DaemonException>(() => Snapshotter.StatAsync("child", None))).Kind);
        Assert.Empty(Subvolumes());
    }

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task A_subvolume_that_cannot_be_removed_is_removed_by_the_next_clean_up()
    {
        await FileSystemImage.MountBtrfsAsync(Root);
        ListLogger logger = new();
        await using BtrfsSnapshotter snapshotter = new(Root, Device(), TimeProvider.System, logger);
        IReadOnlyList<Mount> mounts = await snapshotter.PrepareAsync("a", "", NoLabels, None);
        string nested = At("active/1/busy");
        Directory.CreateDirectory(nested);
        Subvolume.Create(Path.Join(nested, "inner"));
        PluginHost.Linux.Mounting.Mounts.Mount(new MountEntry("tmpfs", "tmpfs", "", []), Path.Join(nested, "inner"));
        await snapshotter.RemoveAsync("a", None);
        Assert.Contains(logger.Lines, line => line.Contains("failed to remove subvolume", StringComparison.Ordinal));
        Assert.Equal(["active/rm-1"], Subvolumes());

        await Unmounts.RecursiveAsync(At("active"), PluginHost.Linux.UmountFlags.None, None);
        await snapshotter.CleanupAsync(None);

        Assert.Empty(Subvolumes());
        Assert.Single(mounts);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await CloseAsync();
        await _work.DisposeAsync();
    }

    private BtrfsSnapshotter Open() => new(Root, Device(), TimeProvider.System, NullLogger.Instance);

    private async Task CloseAsync()
    {
        if (_snapshotter is not null)
        {
            await _snapshotter.DisposeAsync();
            _snapshotter = null;
        }
    }

    private string Device() => MountTable.Lookup(Root).Source;

    private string At(string path) => Path.Join(Root, path);

    private List<string> Subvolumes()
        => [.. new[] { "active", "snapshots", "view" }
            .SelectMany(kind => Directory.GetDirectories(At(kind)).Select(path => $"{kind}/{Path.GetFileName(path)}")).Order(StringComparer.Ordinal)];

    private void AssertMount(IReadOnlyList<Mount> mounts, string subvolume, params string[] more)
    {
        Mount mount = Assert.Single(mounts);
        Assert.Equal(("btrfs", Device()), (mount.Type, mount.Source));
        Assert.Equal([$"subvolid={Subvolume.IdOf(subvolume)}", .. more], mount.Options);
    }
}
