using System.Formats.Tar;
using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace PluginHost.Conformance.Diff;

/// <summary>All that a differ has to do that applies and compares: what it makes of two trees must turn one into the other.</summary>
public abstract class DiffConformance : DiffApplierConformance
{
    private const string Uncompressed = "containerd.io/uncompressed";

    /// <summary>The differ.</summary>
    protected IDiffComparer Comparer => Parts.Comparer ?? throw new InvalidOperationException("the differ compares nothing: derive from DiffApplierConformance");

    [RootFact]
    public async Task The_difference_of_two_trees_turns_one_into_the_other()
    {
        await LayerAsync("lower", "", Fill);
        await LayerAsync("upper", "lower", Change);
        Descriptor first = await CompareAsync("", "lower", new DiffOptions());
        Descriptor second = await CompareAsync("lower", "upper", new DiffOptions());

        Descriptor firstApplied = await ApplyAsync("first", "", first);
        Descriptor secondApplied = await ApplyAsync("second", "first", second);

        IReadOnlyList<string> lower = await ImageAsync("lower");
        IReadOnlyList<string> upper = await ImageAsync("upper");
        Assert.Equal(lower, await ImageAsync("first"));
        Assert.Equal(upper, await ImageAsync("second"));
        Assert.NotEqual(lower, upper);
        foreach ((Descriptor layer, Descriptor applied) in ((Descriptor, Descriptor)[])[(first, firstApplied), (second, secondApplied)])
        {
            Assert.Equal(MediaTypes.OciLayerGzip, layer.MediaType);
            Assert.Equal(applied.Digest.ToString(), (await Content.InfoAsync(layer.Digest, Deadline)).Labels[Uncompressed]);
            Assert.Equal(Digest.Of(LayerArchive.Gunzip(await ReadAsync(layer.Digest))), applied.Digest);
        }

        await LookAsync("second", tree =>
        {
            Assert.Equal(LibC.Lstat(tree.At("kept/hard")).Inode, LibC.Lstat(tree.At("kept/new-hard")).Inode);
            Assert.Equal(Capability, Xattr.Find(tree.At("kept/capability"), "security.capability"));
        });
        Assert.Empty(LeftMounts());
    }

    [RootFact]
    public async Task What_did_not_change_gives_an_empty_layer()
    {
        await LayerAsync("lower", "", Fill);
        await LayerAsync("same", "lower", _ => { });

        byte[] layer = await ReadAsync((await CompareAsync("lower", "same", new DiffOptions { MediaType = MediaTypes.OciLayer })).Digest);

        Assert.Empty(NamesOf(layer));
    }

    [RootFact]
    public async Task The_same_trees_give_the_same_layer_each_time()
    {
        await LayerAsync("lower", "", Fill);
        await LayerAsync("upper", "lower", Change);

        Descriptor first = await CompareAsync("lower", "upper", new DiffOptions { MediaType = MediaTypes.OciLayer });
        Descriptor again = await CompareAsync("lower", "upper", new DiffOptions { MediaType = MediaTypes.OciLayer });

        Assert.Equal((first.Digest, first.Size), (again.Digest, again.Size));
        Assert.Equal(MediaTypes.OciLayer, again.MediaType);
    }

    [RootFact]
    public async Task A_layer_has_the_changes_and_the_directories_above_them_alone()
    {
        await LayerAsync("lower", "", Fill);
        await LayerAsync("upper", "lower", tree =>
        {
            File.WriteAllText(tree.At("gone/new"), "new");
            File.Delete(tree.At("kept/changed"));
        });

        byte[] layer = await ReadAsync((await CompareAsync("lower", "upper", new DiffOptions { MediaType = MediaTypes.OciLayer })).Digest);

        Assert.Equal(["gone/", "gone/new", "kept/", "kept/.wh.changed"], NamesOf(layer));
    }

    [RootFact]
    public async Task Snapshots_are_only_read()
    {
        await LayerAsync("lower", "", Fill);
        IReadOnlyList<Mount> active = await PrepareAsync("active", "lower");
        await using (MountedTree tree = MountedTree.Mount(active, Scratch))
        {
            Change(tree);
        }

        IReadOnlyList<string> before = await ActiveImageAsync(active);
        await Comparer.CompareAsync(Scope, await ViewAsync("below", "lower"), active, new DiffOptions(), Deadline);

        Assert.Equal(before, await ActiveImageAsync(active));
    }

    [RootFact]
    public async Task Labels_and_ref_are_those_of_the_request()
    {
        await LayerAsync("lower", "", Fill);
        DiffOptions options = new() { Ref = "mine", Labels = new Dictionary<string, string> { ["one"] = "1" } };

        Descriptor layer = await CompareAsync("", "lower", options);

        ContentInfo info = await Content.InfoAsync(layer.Digest, Deadline);
        Assert.Equal("1", info.Labels["one"]);
        Assert.Equal(layer.Size, info.Size);
        Assert.Empty(await Content.ListStatusesAsync([], Deadline));
    }

    [RootFact]
    public async Task No_time_is_later_than_the_source_date()
    {
        await LayerAsync("lower", "", Fill);
        Timestamp date = new(1_000_000_000, 0);

        byte[] layer = await ReadAsync((await CompareAsync("", "lower", new DiffOptions { MediaType = MediaTypes.OciLayer, SourceDate = date })).Digest);

        using TarReader reader = new(new MemoryStream(layer));
        while (reader.GetNextEntry() is { } entry)
        {
            Assert.InRange(entry.ModificationTime.ToUnixTimeSeconds(), 0, date.Seconds);
        }
    }

    [RootFact]
    public async Task Another_kind_of_layer_is_left_to_other_differs()
    {
        await LayerAsync("lower", "", Fill);

        await FailsAsync(ErrorKind.NotImplemented, () => CompareAsync("", "lower", new DiffOptions { MediaType = "application/vnd.example.layer" }));
        Assert.Empty(await Content.ListStatusesAsync([], Deadline));
    }

    [RootFact]
    public async Task A_cancelled_comparison_ends_and_leaves_nothing()
    {
        await LayerAsync("lower", "", Fill);
        IReadOnlyList<Mount> below = await ViewAsync("below", "");
        IReadOnlyList<Mount> above = await ViewAsync("above", "lower");
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Comparer.CompareAsync(Scope, below, above, new DiffOptions(), cancelled.Token));

        Assert.Empty(await Content.ListStatusesAsync([], Deadline));
        Assert.Empty(LeftMounts());
    }

    private static byte[] Capability { get; } = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static void Fill(MountedTree tree)
    {
        foreach (string directory in (string[])["kept", "kept/sub", "gone", "replaced"])
        {
            Directory.CreateDirectory(tree.At(directory));
        }

        foreach (string file in (string[])["kept/file", "kept/changed", "kept/mode", "kept/hard", "gone/file", "replaced/file", "kept/capability"])
        {
            File.WriteAllText(tree.At(file), file);
        }

        LibC.SymlinkAt("nowhere", SafeFileDescriptor.CurrentDirectory, tree.At("kept/link"));
        LibC.MknodAt(SafeFileDescriptor.CurrentDirectory, tree.At("kept/null"), FileModes.S_IFCHR | FileModes.Octal0644, new DeviceNumber(1, 3));
    }

    private static void Change(MountedTree tree)
    {
        File.WriteAllText(tree.At("kept/changed"), "other");
        File.SetUnixFileMode(tree.At("kept/mode"), UnixFileMode.UserRead);
        LibC.LinkAt(SafeFileDescriptor.CurrentDirectory, tree.At("kept/hard"), SafeFileDescriptor.CurrentDirectory, tree.At("kept/new-hard"), AtFlags.None);
        LibC.LSetXattr(tree.At("kept/capability"), "security.capability", Capability, XattrFlags.None);
        Directory.Delete(tree.At("gone"), recursive: true);
        Directory.Delete(tree.At("replaced"), recursive: true);
        File.WriteAllText(tree.At("replaced"), "a file now");
        File.Delete(tree.At("kept/link"));
        LibC.SymlinkAt("elsewhere", SafeFileDescriptor.CurrentDirectory, tree.At("kept/link"));
        Directory.CreateDirectory(tree.At("new/sub"));
        File.WriteAllText(tree.At("new/sub/file"), "new");
    }

    private static List<string> NamesOf(byte[] layer)
    {
        using TarReader reader = new(new MemoryStream(layer));
        List<string> names = [];
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private async Task<Descriptor> CompareAsync(string lower, string upper, DiffOptions options)
        => await Comparer.CompareAsync(
            Scope, await ViewAsync($"below-{Guid.NewGuid():N}", lower), await ViewAsync($"above-{Guid.NewGuid():N}", upper), options, Deadline);

    private async Task<IReadOnlyList<string>> ImageAsync(string name)
    {
        IReadOnlyList<string> image = [];
        await LookAsync(name, tree => image = TreeImage.Of(tree.Path));

        return image;
    }

    private async Task<IReadOnlyList<string>> ActiveImageAsync(IReadOnlyList<Mount> mounts)
    {
        await using MountedTree tree = MountedTree.Mount(mounts, Scratch);

        return TreeImage.Of(tree.Path);
    }
}
