using Archive.Tests.Support;

namespace Layers.Tests;

/// <summary>The same layers give the same trees as with containerd, with mode, owner, times, attributes, devices and links.</summary>
public sealed class SameTreeTests
{
    private static readonly string[] All = ["--xattrs", "--xattrs-include=*", "--sparse", "--numeric-owner", "--sort=name"];

    // Programs and formats of archives.
    private static readonly (string Name, string[] Command)[] Packers =
    [
        ("gnu", ["tar", "--format=gnu", .. All]),
        ("oldgnu", ["tar", "--format=oldgnu", .. All]),
        ("pax with sparse 1.0", ["tar", "--format=posix", .. All]),
        ("pax with sparse 0.1", ["tar", "--format=posix", "--sparse-version=0.1", .. All]),
        ("pax with sparse 0.0", ["tar", "--format=posix", "--sparse-version=0.0", .. All]),
        ("pax of libarchive", ["bsdtar", "--format=pax", "--numeric-owner"]),
        ("gnu of libarchive", ["bsdtar", "--format=gnutar", "--numeric-owner"]),
    ];

    [RequiresTheory("root", Tools.PluginHost, "ctr", Scenario.Installed, "mkfs.btrfs", "setcap", "setfattr", "perl")]
    [InlineData("overlayfs")]
    [InlineData("native")]
    [InlineData("btrfs")]
    public Task A_layer_of_either_gives_the_same_tree_in_both(string snapshotter) => CompareAsync(Scenario.Installed, snapshotter);

    [RequiresTheory("root", Tools.PluginHost, "ctr", Scenario.Newer, "mkfs.btrfs", "setcap", "setfattr", "perl")]
    [InlineData("overlayfs")]
    [InlineData("native")]
    [InlineData("btrfs")]
    public Task A_layer_of_a_newer_containerd_or_ours_gives_the_same_tree_in_both(string snapshotter) => CompareAsync(Scenario.Newer, snapshotter);

    [RequiresTheory("root", Tools.PluginHost, "ctr", Scenario.Newer, "mkfs.btrfs", "setcap", "setfattr", "perl", "tar", "bsdtar")]
    [InlineData("overlayfs")]
    [InlineData("btrfs")]
    public async Task Archives_of_other_programs_give_the_same_tree(string snapshotter)
    {
        using ScratchDirectory work = new();
        string script = Scenario.WriteScript(work);
        string tree = Directory.CreateDirectory(work.At("tree")).FullName;
        await Command.RunAsync("bash", script, "lower", tree, snapshotter);
        (await Command.RunAsync("bash", script, "upper", tree, snapshotter)).Checked();
        (LayerNode theirs, LayerNode ours) = await Scenario.StartAsync(Scenario.Newer, snapshotter);
        await using LayerNode their = theirs;
        await using LayerNode our = ours;
        foreach ((string name, string[] packer) in Packers)
        {
            string archive = work.At("layer.tar");
            (await Command.RunAsync(packer[0], [.. packer[1..], "-C", tree, "-cf", archive, "."])).Checked();

            await AssertSameAsync(name, their, our, work, await File.ReadAllBytesAsync(archive));
        }
    }

    [RequiresTheory("root", Tools.PluginHost, "ctr", Scenario.Newer)]
    [InlineData("overlayfs")]
    [InlineData("native")]
    public async Task Layers_that_nobody_should_write_are_applied_or_refused_alike(string snapshotter)
    {
        using ScratchDirectory work = new();
        byte[] lower = new RawTar().Directory("dir/", 0x1C0).File("dir/a", "a").File("dir/b", "b").Directory("dir/sub/").File("dir/sub/c", "c")
            .Symlink("dir", "link").Symlink("nowhere", "dead").Symlink("../../outside", "out").HardLink("dir/a", "hard").File("file", "f").ToStream().ToArray();
        (LayerNode theirs, LayerNode ours) = await Scenario.StartAsync(Scenario.Newer, snapshotter);
        await using LayerNode their = theirs;
        await using LayerNode our = ours;
        List<string> differences = [];
        foreach ((string name, RawTar layer) in StrangeLayers.All)
        {
            IReadOnlyList<string> expected = await their.UnpackAsync(work, lower, layer.ToStream().ToArray());
            IReadOnlyList<string> tree = await our.UnpackAsync(work, lower, layer.ToStream().ToArray());
            bool same = Refused(expected) ? Refused(tree) : expected.SequenceEqual(tree);
            if (same == StrangeLayers.MayDiffer.Contains((snapshotter, name)))
            {
                differences.Add($"{name}{(same ? " is the same" : "")}: only containerd's:\n{string.Join('\n', expected.Except(tree))}\n"
                    + $"only ours:\n{string.Join('\n', tree.Except(expected))}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    private static async Task CompareAsync(string containerd, string snapshotter)
    {
        using ScratchDirectory work = new();
        string script = Scenario.WriteScript(work);
        (LayerNode theirs, LayerNode ours) = await Scenario.StartAsync(containerd, snapshotter);
        await using LayerNode their = theirs;
        await using LayerNode our = ours;
        foreach (LayerNode maker in (LayerNode[])[their, our])
        {
            await maker.PrepareAsync("lower-active", "", script, "lower");
            await maker.SnapshotAsync("commit", "lower", "lower-active");
            await maker.PrepareAsync("upper", "lower", script, "upper");
            byte[] lower = await maker.DiffAsync(LayerNode.PlainType, "lower");
            byte[] upper = await maker.DiffAsync(LayerNode.PlainType, "upper");

            await AssertSameAsync("the layers", their, our, work, lower, upper);
        }
    }

    private static bool Refused(IReadOnlyList<string> tree) => tree is [['r', 'e', 'f', 'u', 's', 'e', 'd', ':', ..]];

    private static async Task AssertSameAsync(string what, LayerNode their, LayerNode our, ScratchDirectory work, params IReadOnlyList<byte[]> layers)
    {
        IReadOnlyList<string> expected = await their.UnpackAsync(work, layers);
        IReadOnlyList<string> tree = await our.UnpackAsync(work, layers);
        Assert.True(
            expected.SequenceEqual(tree),
            $"{what}: only containerd's:\n{string.Join('\n', expected.Except(tree))}\nonly ours:\n{string.Join('\n', tree.Except(expected))}");
        Assert.True(tree.Count > 120, $"{what}: {string.Join('\n', tree)}");
    }
}
