using PluginHost.Conformance.Support;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace PluginHost.Conformance.Diff;

/// <summary>
/// All that a differ has to do that applies layers. It derives, says in <see cref="DiffHarness.OpenAsync"/> how it is opened, and, if it is
/// made for the mounts of a certain snapshotter, in <see cref="DiffHarness.OpenSnapshotterAsync"/> how that is.
/// </summary>
public abstract class DiffApplierConformance : DiffHarness
{
    [RootFact]
    public async Task A_layer_becomes_a_tree_and_is_described_by_its_archive()
    {
        byte[] archive = new LayerArchive().Directory("dir").File("dir/file", "content").Build(trailing: 3000);

        foreach ((string name, byte[] blob, string mediaType) in ((string, byte[], string)[])
            [
                ("plain", archive, MediaTypes.OciLayer), ("gzip", LayerArchive.Gzip(archive), MediaTypes.OciLayerGzip),
                ("docker", LayerArchive.Gzip(archive), MediaTypes.DockerLayerGzip),
            ])
        {
            Descriptor applied = await ApplyAsync(name, "", await AddAsync(blob, mediaType));

            Assert.Equal((MediaTypes.OciLayer, Digest.Of(archive), archive.Length), (applied.MediaType, applied.Digest, applied.Size));
            await LookAsync(name, tree => Assert.Equal("content", File.ReadAllText(tree.At("dir/file"))));
        }

        Assert.Empty(LeftMounts());
    }

    [RootFact]
    public async Task Files_of_all_kinds_get_what_the_layer_says()
    {
        LayerArchive layer = new LayerArchive()
            .Directory("dir", mode: 0b001_111_000_000, uid: 5, gid: 6)
            .File("dir/setuid", "s", mode: 0b100_111_101_101, uid: 7, gid: 8).HardLink("dir/hard", "dir/setuid", mode: 0b100_111_101_101, uid: 7, gid: 8).Symlink("dir/link", "../nowhere")
            .Fifo("dir/fifo").Device("dir/null", 1, 3).FileWith("dir/attribute", "user.one", "1")
            .File(new string('n', 200), "long").File($"{string.Join('/', Enumerable.Repeat(new string('d', 60), 8))}/deep", "deep").File("ü", "umlaut");

        await ApplyAsync("all", "", await AddAsync(layer.Build(), MediaTypes.OciLayer));

        await LookAsync("all", tree =>
        {
            FileStatus directory = LibC.Lstat(tree.At("dir"));
            Assert.Equal((5u, 6u, 0b001_111_000_000u), (directory.Uid, directory.Gid, directory.Permissions));
            Assert.Equal(LayerArchive.Time.ToUnixTimeSeconds(), directory.ModifyTime.Seconds);
            FileStatus file = LibC.Lstat(tree.At("dir/setuid"));
            Assert.Equal((7u, 8u, 0b100_111_101_101u, 2u), (file.Uid, file.Gid, file.Permissions, file.LinkCount));
            Assert.Equal(LayerArchive.Time.ToUnixTimeSeconds(), file.ModifyTime.Seconds);
            Assert.Equal(file.Inode, LibC.Lstat(tree.At("dir/hard")).Inode);
            Assert.Equal("../nowhere", LibC.ReadlinkAt(SafeFileDescriptor.CurrentDirectory, tree.At("dir/link")));
            Assert.Equal(FileModes.S_IFIFO, LibC.Lstat(tree.At("dir/fifo")).Type);
            Assert.Equal((FileModes.S_IFCHR, new DeviceNumber(1, 3)), (LibC.Lstat(tree.At("dir/null")).Type, LibC.Lstat(tree.At("dir/null")).RawDevice));
            Assert.Equal("1"u8.ToArray(), Xattr.Find(tree.At("dir/attribute"), "user.one"));
            Assert.Equal("long", File.ReadAllText(tree.At(new string('n', 200))));
            Assert.Equal("deep", File.ReadAllText(tree.At($"{string.Join('/', Enumerable.Repeat(new string('d', 60), 8))}/deep")));
            Assert.Equal("umlaut", File.ReadAllText(tree.At("ü")));
        });
    }

    [RootFact]
    public async Task Whiteouts_remove_what_the_parent_has()
    {
        await ApplyAsync("lower", "", await AddAsync(
            new LayerArchive().Directory("dir").File("dir/gone", "1").File("dir/kept", "2").Directory("dir/sub").File("dir/sub/in", "3")
                .Directory("opaque").File("opaque/old", "4").Directory("changed").File("changed/file", "5").Build(),
            MediaTypes.OciLayer));

        await ApplyAsync("upper", "lower", await AddAsync(
            new LayerArchive().Whiteout("dir", "gone").Whiteout("dir", "sub").Directory("opaque").Opaque("opaque").File("opaque/new", "6")
                .File("changed", "a file now").Build(),
            MediaTypes.OciLayer));

        await LookAsync("upper", tree => Assert.Equal(
            ["/", "/changed", "/dir", "/dir/kept", "/opaque", "/opaque/new"], TreeImage.Of(tree.Path).Select(line => line.Split(' ')[2])));
        await LookAsync("lower", tree => Assert.Equal("1", File.ReadAllText(tree.At("dir/gone"))));
    }

    [RootFact]
    public async Task Nothing_is_written_outside_the_snapshot()
    {
        string outside = Directory.CreateDirectory(Path.Join(Scratch, "outside")).FullName;
        File.WriteAllText(Path.Join(outside, "canary"), "untouched");
        IReadOnlyList<string> before = TreeImage.Of(outside);
        string up = string.Concat(Enumerable.Repeat("../", 20)) + outside.TrimStart('/');
        LayerArchive[] layers =
        [
            new LayerArchive().File($"{up}/evil", "evil"),
            new LayerArchive().File($"{outside}/evil", "evil"),
            new LayerArchive().Symlink("link", outside).File("link/evil", "evil").File("link/canary", "evil"),
            new LayerArchive().Symlink("link", up).File("link/evil", "evil"),
            new LayerArchive().Symlink("link", $"{outside}/canary").File("link", "evil"),
            new LayerArchive().Symlink("link", $"{outside}/canary").HardLink("hard", "link").File("hard", "evil"),
            new LayerArchive().HardLink("hard", $"{up}/canary").File("hard", "evil"),
            new LayerArchive().Symlink("link", outside).Directory("link", mode: 0b111_111_111, uid: 9),
            new LayerArchive().Symlink("link", outside).Whiteout("link", "canary"),
            new LayerArchive().Symlink("link", outside).Opaque("link"),
            new LayerArchive().Whiteout(up, "canary"),
        ];
        for (int i = 0; i < layers.Length; i++)
        {
            Descriptor layer = await AddAsync(layers[i].Build(), MediaTypes.OciLayer);
            IReadOnlyList<Mount> mounts = await PrepareAsync($"hostile-{i}");

            // Refused or led inside: either will do.
            Exception? error = await Record.ExceptionAsync(() => Applier.ApplyAsync(Scope, layer, mounts, new ApplyOptions(), Deadline));

            Assert.True(error is null or DaemonException, $"layer {i}: {error}");
            Assert.Equal(before, TreeImage.Of(outside));
        }

        Assert.Empty(LeftMounts());
    }

    [RootFact]
    public async Task A_damaged_layer_is_refused_and_nothing_stays_mounted()
    {
        byte[] random = new byte[100_000];
        new Random(1).NextBytes(random);
        byte[] archive = new LayerArchive().File("file", Convert.ToHexString(random)).Build();
        byte[] gzip = LayerArchive.Gzip(archive);

        await Assert.ThrowsAsync<DaemonException>(
            async () => await ApplyAsync("cut", "", await AddAsync(gzip[..(gzip.Length / 2)], MediaTypes.OciLayerGzip)));
        await Assert.ThrowsAsync<DaemonException>(
            async () => await ApplyAsync("short", "", await AddAsync(archive[..(archive.Length / 2)], MediaTypes.OciLayer)));
        await Assert.ThrowsAsync<DaemonException>(async () => await ApplyAsync("random", "", await AddAsync(random, MediaTypes.OciLayer)));

        Assert.Empty(LeftMounts());
    }

    [RootFact]
    public async Task A_layer_that_is_not_there_is_not_found()
    {
        Descriptor missing = new() { MediaType = MediaTypes.OciLayer, Digest = Digest.Of("missing"u8), Size = 7 };

        await FailsAsync(ErrorKind.NotFound, () => ApplyAsync("missing", "", missing));
        Assert.Empty(LeftMounts());
    }

    [RootFact]
    public async Task What_is_no_layer_is_refused()
        => await Assert.ThrowsAsync<DaemonException>(async () => await ApplyAsync("no-layer", "", await AddAsync([1, 2, 3], MediaTypes.OciConfig)));

    [RootFact]
    public async Task A_cancelled_call_ends_and_nothing_stays_mounted()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        Descriptor layer = await AddAsync(new LayerArchive().File("file", "content").Build(), MediaTypes.OciLayer);
        IReadOnlyList<Mount> mounts = await PrepareAsync("cancelled");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Applier.ApplyAsync(Scope, layer, mounts, new ApplyOptions(), cancelled.Token));

        Assert.Empty(LeftMounts());
    }
}
