using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Bolt;
using PluginHost.Conformance.Support;
using PluginHost.Linux;
using PluginHost.Plugins.Native;
using PluginHost.Plugins.Overlayfs;
using PluginHost.Snapshots;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Takeover;

/// <summary>Snapshots that containerd made are found, mounted and built on; the file that is left is whole.</summary>
public sealed class TakeoverTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryDirectory _work = new();

    [FixtureTheory]
    [InlineData("2.1.9", "overlayfs")]
    [InlineData("2.1.9", "native")]
    [InlineData("2.3.4", "overlayfs")]
    [InlineData("2.3.4", "native")]
    public async Task A_snapshotter_directory_of_containerd_is_taken_over(string version, string name)
    {
        string root = Path.Join(await ContainerdRoot.UnpackAsync(version, _work.Path), $"io.containerd.snapshotter.v1.{name}");
        await using (ISnapshotter snapshotter = Open(name, root))
        {
            Dictionary<string, SnapshotInfo> all = await WalkAsync(snapshotter);
            Assert.Equal(name == "native" ? 4 : 7, all.Count);
            Assert.All(all.Values, info => Assert.StartsWith("2026-11-21T", info.CreatedAt.ToString(), StringComparison.Ordinal));
            SnapshotInfo top = all.Values.First(info => info.Kind == SnapshotKind.Committed && info.Parent.Length > 0);
            Assert.Equal(SnapshotKind.Committed, all[top.Parent].Kind);
            Assert.True((await snapshotter.UsageAsync(top.Name, None)).Inodes > 1);

            await ShowsTheSameAsItsChildAsync(snapshotter, top, all);
            await BuildOnAsync(snapshotter, top);
            await Assert.ThrowsAsync<PluginHost.Errors.DaemonException>(() => snapshotter.RemoveAsync(top.Parent, None));
            await RemoveAllAsync(snapshotter);
            Assert.Empty(await WalkAsync(snapshotter));
            await ((ISnapshotCleaner)snapshotter).CleanupAsync(None);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(root, "snapshots")));
        using Database database = Database.Open(Path.Join(root, "metadata.db"), new DatabaseOptions(), None);
        Assert.Empty(database.Check());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _work.DisposeAsync();

    private static ISnapshotter Open(string name, string root)
    {
        OverlayfsConfig config = new();

        return name == "native"
            ? new NativeSnapshotter(root, TimeProvider.System, NullLogger.Instance)
            : new OverlayfsSnapshotter(root, config, OverlayfsProbe.Of(root).OptionsFor(config), TimeProvider.System, NullLogger.Instance);
    }

    private async Task ShowsTheSameAsItsChildAsync(ISnapshotter snapshotter, SnapshotInfo top, Dictionary<string, SnapshotInfo> all)
    {
        SnapshotInfo child = all.Values.First(info => info.Kind == SnapshotKind.Active && info.Parent == top.Name);
        await using MountedTree active = MountedTree.Mount(await snapshotter.MountsAsync(child.Name, None), _work.Path);
        await using MountedTree view = MountedTree.Mount(await snapshotter.ViewAsync("look", top.Name, NoLabels, None), _work.Path);

        IReadOnlyList<string> shown = TreeImage.Of(view.Path);
        Assert.Contains(shown, line => line.Contains(" /etc ", StringComparison.Ordinal));
        Assert.Subset(TreeImage.Of(active.Path).Select(PathOf).ToHashSet(), shown.Select(PathOf).ToHashSet());
    }

    private async Task BuildOnAsync(ISnapshotter snapshotter, SnapshotInfo top)
    {
        await using (MountedTree tree = MountedTree.Mount(await snapshotter.PrepareAsync("built", top.Name, NoLabels, None), _work.Path))
        {
            await File.WriteAllTextAsync(tree.At("built"), "here");
            Assert.Equal(FileModes.S_IFDIR, LibC.Lstat(tree.At("etc")).Type);
        }

        await snapshotter.CommitAsync("built-on", "built", "", NoLabels, None);
        Assert.Equal(top.Name, (await snapshotter.StatAsync("built-on", None)).Parent);
    }

    private static async Task RemoveAllAsync(ISnapshotter snapshotter)
    {
        Dictionary<string, SnapshotInfo> left = await WalkAsync(snapshotter);
        while (left.Count > 0)
        {
            HashSet<string> parents = [.. left.Values.Select(info => info.Parent)];
            foreach (string name in left.Keys.Where(name => !parents.Contains(name)))
            {
                await snapshotter.RemoveAsync(name, None);
            }

            left = await WalkAsync(snapshotter);
        }
    }

    private static async Task<Dictionary<string, SnapshotInfo>> WalkAsync(ISnapshotter snapshotter)
    {
        Dictionary<string, SnapshotInfo> all = [];
        await foreach (SnapshotInfo info in snapshotter.WalkAsync([], None))
        {
            all.Add(info.Name, info);
        }

        return all;
    }

    private static string PathOf(string line) => line.Split(' ')[2];
}
