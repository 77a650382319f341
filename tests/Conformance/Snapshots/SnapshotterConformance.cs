using PluginHost.Conformance.Support;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Snapshots;

/// <summary>
/// All that a snapshotter has to do (containerd core/snapshots/testsuite). An implementation derives, says in
/// <see cref="SnapshotterHarness.OpenAsync"/> how it is opened, and states a deviation by overriding a property.
/// </summary>
public abstract class SnapshotterConformance : SnapshotterLayerCases
{
    [RootFact]
    public async Task A_tree_is_written_committed_changed_and_viewed()
    {
        IReadOnlyList<string> firstTree = [];
        await LayerAsync("first", "", tree =>
        {
            WriteAll(tree, "foo", "a/b/c", "a/b/d");
            firstTree = TreeImage.Of(tree.Path);
        });

        IReadOnlyList<string> secondTree = [];
        await LayerAsync("second", "first", tree =>
        {
            Assert.Equal(firstTree, TreeImage.Of(tree.Path));
            WriteAll(tree, "foo2", "bar/x");
            Directory.Delete(tree.At("a/b"), recursive: true);
            secondTree = TreeImage.Of(tree.Path);
        });

        SnapshotInfo first = await Snapshotter.StatAsync("first", Deadline);
        SnapshotInfo second = await Snapshotter.StatAsync("second", Deadline);
        Assert.Equal((SnapshotKind.Committed, ""), (first.Kind, first.Parent));
        Assert.Equal((SnapshotKind.Committed, "first"), (second.Kind, second.Parent));
        await foreach (SnapshotInfo info in Snapshotter.WalkAsync([], Deadline))
        {
            AssertSame(info.Name == "first" ? first : second, info);
        }

        await LookAsync("second", tree => Assert.Equal(secondTree, TreeImage.Of(tree.Path)));
        await FailsAsync(ErrorKind.FailedPrecondition, () => Snapshotter.RemoveAsync("first", Deadline));
        await Snapshotter.RemoveAsync("second", Deadline);
        await Snapshotter.RemoveAsync("first", Deadline);
        Assert.Empty(await WalkAsync());
    }

    [RootFact]
    public async Task A_view_cannot_be_written()
    {
        await LayerAsync("first", "", tree => WriteAll(tree, "file"));
        await LayerAsync("second", "first", tree => WriteAll(tree, "file2"));

        foreach (string parent in (string[])["", "first", "second"])
        {
            await using MountedTree tree = Mount(await ViewAsync($"view-{parent}", parent));
            int errno = LibC.TryOpenAt(
                SafeFileDescriptor.CurrentDirectory, tree.At("new"), OpenFlags.O_WRONLY | OpenFlags.O_CREAT, FileModes.Octal0644, out _);
            Assert.Equal(Errno.EROFS, errno);
        }
    }

    [RootFact]
    public async Task The_root_of_an_empty_snapshot_has_mode_0755()
    {
        await using MountedTree tree = Mount(await PrepareAsync("active"));

        Assert.Equal(FileModes.Octal0755, LibC.Lstat(tree.Path).Permissions);
    }

    [RootFact]
    public async Task What_an_active_snapshot_takes_grows_with_it()
    {
        await using MountedTree tree = Mount(await PrepareAsync("active"));
        SnapshotUsage empty = await Snapshotter.UsageAsync("active", Deadline);

        File.WriteAllBytes(tree.At("file"), new byte[100_000]);

        SnapshotUsage usage = await Snapshotter.UsageAsync("active", Deadline);
        if (!MeasuresFiles)
        {
            Assert.Equal(empty.Inodes, usage.Inodes);
            return;
        }

        Assert.Equal(empty.Inodes + 1, usage.Inodes);
        Assert.True(usage.Size >= empty.Size + 100_000, $"{usage} after 100000 bytes more than {empty}");
    }

    [RootFact]
    public async Task Many_layers_show_the_same_as_a_flat_tree()
    {
        string flat = Path.Join(Scratch, "flat");
        Directory.CreateDirectory(flat);
        File.SetUnixFileMode(flat, (UnixFileMode)FileModes.Octal0755);
        string parent = "";
        for (int i = 0; i < ManyLayers; i++)
        {
            int number = i;
            await LayerAsync($"layer{i}", parent, tree =>
            {
                Change(tree.Path, number);
                Change(flat, number);
                Assert.Equal(TreeImage.Of(flat), TreeImage.Of(tree.Path));
            });
            parent = $"layer{i}";
        }

        await LookAsync(parent, tree => Assert.Equal(TreeImage.Of(flat), TreeImage.Of(tree.Path)));
    }

    // Overwrites a file, adds one, and makes a directory anew.
    private static void Change(string root, int number)
    {
        File.WriteAllText(Path.Join(root, "bottom"), $"layer {number}");
        File.WriteAllText(Path.Join(root, $"file-{number}"), $"{number}");
        string anew = Path.Join(root, "anew");
        if (Directory.Exists(anew))
        {
            Directory.Delete(anew, recursive: true);
        }

        Directory.CreateDirectory(anew);
        File.WriteAllText(Path.Join(anew, $"in-{number}"), $"{number}");
    }
}
