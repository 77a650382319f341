using PluginHost.Conformance.Support;
using PluginHost.Linux;

namespace PluginHost.Conformance.Snapshots;

/// <summary>What a layer above shows of the layers below: real mounts, so root only.</summary>
public abstract class SnapshotterLayerCases : SnapshotterLabelCases
{
    [RootFact]
    public async Task A_file_that_changes_without_changing_its_size_is_seen_in_every_layer()
    {
        string parent = "";
        for (int round = 0; round < 5; round++)
        {
            string content = $"round {round}";
            await LayerAsync($"layer{round}", parent, tree => File.WriteAllText(tree.At("file"), content));
            parent = $"layer{round}";
            await LookAsync(parent, tree => Assert.Equal(content, File.ReadAllText(tree.At("file"))));
        }

        await LookAsync("layer1", tree => Assert.Equal("round 1", File.ReadAllText(tree.At("file"))));
    }

    [RootFact]
    public async Task A_directory_that_was_removed_and_made_anew_hides_what_was_in_it()
    {
        await LayerAsync("first", "", tree => WriteAll(tree, "dir/a", "dir/sub/b", "keep"));
        await LayerAsync("second", "first", tree =>
        {
            Directory.Delete(tree.At("dir"), recursive: true);
            WriteAll(tree, "dir/c");
        });
        await LayerAsync("third", "second", tree => WriteAll(tree, "dir/d"));

        await LookAsync("second", tree => Assert.Equal(["/dir", "/dir/c", "/keep"], Paths(tree)));
        await LookAsync("third", tree => Assert.Equal(["/dir", "/dir/c", "/dir/d", "/keep"], Paths(tree)));
    }

    [RootFact]
    public async Task Files_that_a_child_deletes_are_gone_for_its_children_only()
    {
        await LayerAsync("first", "", tree => WriteAll(tree, "a", "b", "dir/c", "dir/d"));
        await LayerAsync("second", "first", tree =>
        {
            File.Delete(tree.At("a"));
            File.Delete(tree.At("dir/c"));
        });
        await LayerAsync("third", "second", tree => Directory.Delete(tree.At("dir"), recursive: true));

        await LookAsync("first", tree => Assert.Equal(["/a", "/b", "/dir", "/dir/c", "/dir/d"], Paths(tree)));
        await LookAsync("second", tree => Assert.Equal(["/b", "/dir", "/dir/d"], Paths(tree)));
        await LookAsync("third", tree => Assert.Equal(["/b"], Paths(tree)));
    }

    [RootFact]
    public async Task A_change_of_owner_in_the_second_layer_is_kept()
    {
        await LayerAsync("first", "", tree => WriteAll(tree, "dir/file", "other/file"));
        await LayerAsync("second", "first", tree =>
        {
            Chown(tree, "dir", 1001, 1002);
            Chown(tree, "other/file", 1003, 1004);
        });

        await LookAsync("second", tree =>
        {
            Assert.Equal((1001u, 1002u), OwnerOf(tree, "dir"));
            Assert.Equal((0u, 0u), OwnerOf(tree, "dir/file"));
            Assert.Equal((0u, 0u), OwnerOf(tree, "other"));
            Assert.Equal((1003u, 1004u), OwnerOf(tree, "other/file"));
        });
        await LookAsync("first", tree => Assert.Equal((0u, 0u), OwnerOf(tree, "dir")));
    }

    [RootFact]
    public async Task Owners_of_directories_are_kept_over_three_layers()
    {
        await LayerAsync("first", "", tree =>
        {
            foreach (string name in (string[])["chowned", "recreated", "same"])
            {
                Directory.CreateDirectory(tree.At(name));
                Chown(tree, name, 1, 1);
            }
        });
        await LayerAsync("second", "first", tree =>
        {
            Chown(tree, "chowned", 2, 2);
            Directory.Delete(tree.At("recreated"));
            Directory.CreateDirectory(tree.At("new"));
            Chown(tree, "new", 3, 3);
        });
        await LayerAsync("third", "second", tree =>
        {
            Directory.CreateDirectory(tree.At("recreated"));
            Chown(tree, "recreated", 4, 4);
        });

        await LookAsync("third", tree =>
        {
            Assert.Equal((2u, 2u), OwnerOf(tree, "chowned"));
            Assert.Equal((1u, 1u), OwnerOf(tree, "same"));
            Assert.Equal((3u, 3u), OwnerOf(tree, "new"));
            Assert.Equal((4u, 4u), OwnerOf(tree, "recreated"));
        });
    }

    [RootFact]
    public async Task A_file_of_a_layer_below_can_be_moved_and_linked_to()
    {
        await LayerAsync("first", "", tree =>
        {
            WriteAll(tree, "dir1/f1", "dir2/f2");
            Link(tree, "dir1/f1", "dir2/link");
        });
        await LayerAsync("second", "first", tree =>
        {
            Directory.CreateDirectory(tree.At("dir3"));
            File.Move(tree.At("dir1/f1"), tree.At("dir3/f1"));
            Link(tree, "dir2/f2", "dir3/f2");
        });

        await LookAsync("second", tree =>
        {
            Assert.Equal(["/dir1", "/dir2", "/dir2/f2", "/dir2/link", "/dir3", "/dir3/f1", "/dir3/f2"], Paths(tree));
            Assert.Equal("dir1/f1", File.ReadAllText(tree.At("dir3/f1")));
            Assert.Equal("dir1/f1", File.ReadAllText(tree.At("dir2/link")));
            Assert.Equal("dir2/f2", File.ReadAllText(tree.At("dir3/f2")));
        });
    }

    [RootFact]
    public async Task Files_can_be_renamed_over_others_and_to_new_names()
    {
        await LayerAsync("first", "", tree => WriteAll(tree, "a", "b", "c", "dir/d"));
        await LayerAsync("second", "first", tree =>
        {
            File.Move(tree.At("a"), tree.At("b"), overwrite: true);
            File.Move(tree.At("c"), tree.At("new"));
            File.Move(tree.At("dir/d"), tree.At("d"));
        });

        await LookAsync("second", tree =>
        {
            Assert.Equal(["/b", "/d", "/dir", "/new"], Paths(tree));
            Assert.Equal("a", File.ReadAllText(tree.At("b")));
        });
    }

    [RootFact]
    public async Task A_directory_of_a_layer_below_can_be_renamed_where_the_snapshotter_can()
    {
        await LayerAsync("first", "", tree => WriteAll(tree, "dir/file"));
        await using MountedTree tree = Mount(await PrepareAsync("second", "first"));

        int errno = LibC.TryRenameAt2(
            SafeFileDescriptor.CurrentDirectory, tree.At("dir"), SafeFileDescriptor.CurrentDirectory, tree.At("renamed"), RenameFlags.None);

        // Without redirects overlay refuses with EXDEV, upon which mv(1) copies.
        Assert.Equal(RenamesDirectories ? 0 : Errno.EXDEV, errno);
        Assert.Equal(RenamesDirectories ? ["/renamed", "/renamed/file"] : ["/dir", "/dir/file"], Paths(tree));
    }

    /// <summary>Writes each file with its own path as content; directories are made.</summary>
    protected static void WriteAll(MountedTree tree, params IReadOnlyList<string> files)
    {
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(tree.At(file))!);
            File.WriteAllText(tree.At(file), file);
        }
    }

    /// <summary>The paths in a tree without its root.</summary>
    protected static IReadOnlyList<string> Paths(MountedTree tree)
        => [.. TreeImage.Of(tree.Path).Select(line => line.Split(' ')[2]).Where(path => path != "/")];

    private static void Chown(MountedTree tree, string path, uint uid, uint gid)
        => LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, tree.At(path), uid, gid, AtFlags.AT_SYMLINK_NOFOLLOW);

    private static void Link(MountedTree tree, string target, string path)
        => LibC.LinkAt(
            SafeFileDescriptor.CurrentDirectory, tree.At(target), SafeFileDescriptor.CurrentDirectory, tree.At(path), AtFlags.None);

    private static (uint Uid, uint Gid) OwnerOf(MountedTree tree, string path)
    {
        FileStatus status = LibC.Lstat(tree.At(path));

        return (status.Uid, status.Gid);
    }
}
