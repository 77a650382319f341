using System.Formats.Tar;
using Differ.Tests.Support;
using PluginHost;
using PluginHost.Conformance.Support;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace Differ.Tests;

public sealed class CompareTests : DifferTest
{
    private const string Uncompressed = "containerd.io/uncompressed";

    [RootTheory]
    [InlineData("", MediaTypes.OciLayerGzip)]
    [InlineData(MediaTypes.OciLayerGzip, MediaTypes.OciLayerGzip)]
    [InlineData(MediaTypes.OciLayerZstd, MediaTypes.OciLayerZstd)]
    [InlineData(MediaTypes.OciLayer, MediaTypes.OciLayer)]
    public async Task A_diff_is_stored_in_the_format_that_was_asked_for(string asked, string expected)
    {
        File.WriteAllText(Path.Join(Make("upper"), "file"), "content");

        Descriptor diff = await CompareAsync([], Bind(At("upper")), new DiffOptions { MediaType = asked });

        byte[] blob = Content.BytesOf(diff.Digest);
        byte[] plain = LayerBuilder.Decompress(blob);
        Assert.Equal((expected, (long)blob.Length), (diff.MediaType, diff.Size));
        Assert.Equal(["file"], EntriesOf(plain).Select(entry => entry.Name));
        PluginHost.Content.ContentInfo info = await Content.InfoAsync(diff.Digest, None);
        Assert.Equal(expected == MediaTypes.OciLayer ? null : Digest.Of(plain).ToString(), info.Labels.GetValueOrDefault(Uncompressed));
        Assert.Empty(Content.Ingests);
    }

    [Theory]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar.gzip")]
    [InlineData("application/json")]
    public async Task Another_format_is_left_to_other_differs(string mediaType)
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => CompareAsync([], [], new DiffOptions { MediaType = mediaType }));

        Assert.Equal(ErrorKind.NotImplemented, error.Kind);
        Assert.Equal($"unsupported diff media type: {mediaType}: not implemented", error.Message);
    }

    [RootFact]
    public async Task What_changed_over_an_overlay_gives_the_same_tree_when_applied()
    {
        string lower = Make("lower");
        foreach (string name in (string[])["changed", "removed", "kept", "dir/inner", "gone/inner"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(lower, name))!);
            File.WriteAllText(Path.Join(lower, name), name);
        }

        IReadOnlyList<Mount> overlay =
            [new Mount("overlay", "overlay", [$"workdir={Make("work")}", $"upperdir={Make("upper")}", $"lowerdir={lower}"])];
        IReadOnlyList<string> expected;
        await using (MountedTree tree = MountedTree.Mount(overlay, Work))
        {
            File.WriteAllText(tree.At("changed"), "changed again");
            File.Delete(tree.At("removed"));
            Directory.Delete(tree.At("gone"), recursive: true);
            File.WriteAllText(tree.At("dir/new"), "new");
            LibC.FchmodAt(SafeFileDescriptor.CurrentDirectory, tree.At("dir"), FileModes.Octal0700);
            File.CreateSymbolicLink(tree.At("link"), "dir/new");
            expected = TreeImage.Of(tree.Path);
        }

        Descriptor diff = await CompareAsync(Bind(lower, "ro"), overlay, new DiffOptions());

        Assert.Equal(
            [".wh.gone", ".wh.removed", "changed", "dir/", "dir/new", "link"],
            EntriesOf(LayerBuilder.Decompress(Content.BytesOf(diff.Digest))).Select(entry => entry.Name).Order(StringComparer.Ordinal));
        await Open().ApplyAsync(Scope, diff, Bind(lower), new ApplyOptions(), None);
        Assert.Equal(expected, TreeImage.Of(lower));
    }

    [RootFact]
    public async Task Snapshots_are_mounted_for_reading_only()
    {
        string upper = Make("upper");
        LibC.UtimensAt(SafeFileDescriptor.CurrentDirectory, upper, new TimeSpec(1000, 0), new TimeSpec(1000, 0), AtFlags.None);

        // An overlay that is mounted with its upper directory writes into its work directory, which does not exist here.
        await CompareAsync(Unmountable(Make("lower"), Make("base")), Unmountable(upper, At("base")), new DiffOptions());

        Assert.Equal(1000, LibC.Lstat(upper).ModifyTime.Seconds);
    }

    [RootFact]
    public async Task No_time_is_later_than_the_source_date()
    {
        string upper = Make("upper");
        File.WriteAllText(Path.Join(upper, "new"), "");
        File.WriteAllText(Path.Join(upper, "old"), "");
        File.SetLastWriteTimeUtc(Path.Join(upper, "old"), DateTime.UnixEpoch.AddSeconds(1000));

        Descriptor first = await CompareAsync([], Bind(upper), new DiffOptions { SourceDate = new Timestamp(5000, 0) });
        File.SetLastWriteTimeUtc(Path.Join(upper, "new"), DateTime.UnixEpoch.AddSeconds(7000));
        Descriptor second = await CompareAsync([], Bind(upper), new DiffOptions { SourceDate = new Timestamp(5000, 0) });

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(
            ["new 5000", "old 1000"],
            EntriesOf(LayerBuilder.Decompress(Content.BytesOf(first.Digest)))
                .Select(entry => $"{entry.Name} {entry.ModificationTime.ToUnixTimeSeconds()}"));
    }

    [RootFact]
    public async Task Labels_of_the_request_are_those_of_the_blob()
    {
        Dictionary<string, string> labels = new() { ["containerd.io/gc.root"] = "now" };

        Descriptor diff = await CompareAsync([], Bind(Make("upper")), new DiffOptions { Labels = labels });

        PluginHost.Content.ContentInfo info = await Content.InfoAsync(diff.Digest, None);
        Assert.Equal(["containerd.io/gc.root", Uncompressed], info.Labels.Keys.Order(StringComparer.Ordinal));
    }

    [RootFact]
    public async Task A_blob_that_is_there_already_gets_the_label_it_lacks()
    {
        File.WriteAllText(Path.Join(Make("upper"), "file"), "content");
        Descriptor first = await CompareAsync([], Bind(At("upper")), new DiffOptions());
        byte[] blob = Content.BytesOf(first.Digest);
        Content.Add(blob, first.MediaType);

        Descriptor second = await CompareAsync([], Bind(At("upper")), new DiffOptions());

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(
            Digest.Of(LayerBuilder.Decompress(blob)).ToString(), (await Content.InfoAsync(first.Digest, None)).Labels[Uncompressed]);
        Assert.Empty(Content.Ingests);
    }

    [RootFact]
    public async Task What_an_earlier_attempt_left_under_the_callers_ref_is_thrown_away()
    {
        Content.AddIngest("mine", [1, 2, 3]);

        Descriptor diff = await CompareAsync([], Bind(Make("upper")), new DiffOptions { Ref = "mine", MediaType = MediaTypes.OciLayer });

        Assert.Equal(1024, diff.Size);
        Assert.Empty(Content.Ingests);
    }

    private Task<Descriptor> CompareAsync(IReadOnlyList<Mount> lower, IReadOnlyList<Mount> upper, DiffOptions options)
        => Open().CompareAsync(Scope, lower, upper, options, None);

    private static List<TarEntry> EntriesOf(byte[] plain)
    {
        using TarReader reader = new(new MemoryStream(plain));
        List<TarEntry> entries = [];
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
