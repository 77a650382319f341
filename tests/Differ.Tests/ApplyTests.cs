using Differ.Tests.Support;
using PluginHost.Conformance.Support;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace Differ.Tests;

public sealed class ApplyTests : DifferTest
{
    [RootFact]
    public async Task A_layer_is_written_and_described_by_its_uncompressed_stream()
    {
        byte[] plain = new LayerBuilder().Directory("etc").File("etc/name", "value").Build(trailing: 5000);
        string target = Make("target");

        Descriptor applied = await ApplyAsync(LayerBuilder.Gzip(plain), MediaTypes.OciLayerGzip, Bind(target));

        Assert.Equal("value", await File.ReadAllTextAsync(Path.Join(target, "etc", "name")));
        Assert.Equal((MediaTypes.OciLayer, Digest.Of(plain), (long)plain.Length), (applied.MediaType, applied.Digest, applied.Size));
    }

    [RootTheory]
    [InlineData(MediaTypes.OciLayer, "plain")]
    [InlineData(MediaTypes.OciLayerGzip, "gzip")]
    [InlineData(MediaTypes.OciLayerGzip, "zstd")]
    [InlineData(MediaTypes.OciLayerGzip, "plain")]
    [InlineData(MediaTypes.OciLayerZstd, "zstd")]
    [InlineData(MediaTypes.OciNonDistributableLayerGzip, "gzip")]
    [InlineData(MediaTypes.DockerLayer, "plain")]
    [InlineData(MediaTypes.DockerLayer, "gzip")]
    [InlineData(MediaTypes.DockerLayerGzip, "gzip")]
    [InlineData(MediaTypes.DockerForeignLayerGzip, "zstd")]
    public async Task The_first_bytes_say_how_a_layer_is_compressed(string mediaType, string compression)
    {
        byte[] plain = new LayerBuilder().File("file", "content").Build();
        byte[] blob = compression switch
        {
            "gzip" => LayerBuilder.Gzip(plain),
            "zstd" => LayerBuilder.Zstd(plain),
            _ => plain,
        };

        Descriptor applied = await ApplyAsync(blob, mediaType, Bind(Make("target")));

        Assert.Equal(Digest.Of(plain), applied.Digest);
        Assert.Equal("content", await File.ReadAllTextAsync(At("target/file")));
    }

    [RootTheory]
    [InlineData(MediaTypes.OciLayer)]
    [InlineData(MediaTypes.OciLayer + "+unknown")]
    [InlineData(MediaTypes.DockerLayerGzip + "+gzip")]
    public async Task A_type_that_means_a_plain_archive_is_not_sniffed(string mediaType)
    {
        byte[] blob = LayerBuilder.Gzip(new LayerBuilder().File("file", "content").Build());

        DaemonException error = await FailsAsync(blob, mediaType, Bind(Make("target")));

        Assert.Contains("invalid archive", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("target")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("application/vnd.erofs.layer.v1")]
    [InlineData("application/json")]
    public async Task A_type_that_is_no_layer_is_refused(string mediaType)
    {
        DaemonException error = await FailsAsync([1], mediaType, []);

        Assert.Equal(ErrorKind.Unknown, error.Kind);
        Assert.Equal($"failed to get stream processor for {mediaType}: no processor for media-type", error.Message);
    }

    [RootFact]
    public async Task The_upper_directory_of_an_overlay_is_written_without_a_mount()
    {
        string upper = Make("upper");
        string lower = Make("lower");
        Directory.CreateDirectory(Path.Join(lower, "owned", "deep"));
        LibC.FchownAt(SafeFileDescriptor.CurrentDirectory, Path.Join(lower, "owned"), 12, 34, AtFlags.None);
        byte[] plain = new LayerBuilder()
            .File("owned/deep/new", "content").File(".wh.gone", "").Directory("cleared").File("cleared/.wh..wh..opq", "").Build();

        await ApplyAsync(plain, MediaTypes.OciLayer, Unmountable(upper, lower));

        Assert.True(LibC.Lstat(Path.Join(upper, "gone")).IsOverlayWhiteout);
        Assert.Equal("y"u8.ToArray(), Xattr.Find(Path.Join(upper, "cleared"), "trusted.overlay.opaque"));
        Assert.Equal((12u, 34u), (LibC.Lstat(Path.Join(upper, "owned")).Uid, LibC.Lstat(Path.Join(upper, "owned")).Gid));
    }

    [RootFact]
    public async Task Whiteouts_are_carried_out_in_a_mounted_tree()
    {
        string target = Make("target");
        File.WriteAllText(Path.Join(target, "gone"), "");
        Directory.CreateDirectory(Path.Join(target, "cleared", "old"));
        byte[] plain = new LayerBuilder().File(".wh.gone", "").File("cleared/new", "").File("cleared/.wh..wh..opq", "").Build();

        await ApplyAsync(plain, MediaTypes.OciLayer, Bind(target));

        Assert.Equal(["/cleared", "/cleared/new"], TreeImage.Of(target).Select(line => line.Split(' ')[2]).Skip(1));
    }

    [RootFact]
    public async Task An_overlay_is_mounted_if_it_has_no_upper_directory()
    {
        byte[] plain = new LayerBuilder().File("file", "content").Build();
        IReadOnlyList<Mount> view = [new Mount("overlay", "overlay", [$"lowerdir={Make("lower1")}:{Make("lower2")}"])];

        DaemonException error = await FailsAsync(plain, MediaTypes.OciLayer, view);

        Assert.Contains("read-only file system", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Syncing_the_file_system_does_not_change_the_result()
    {
        byte[] plain = new LayerBuilder().File("file", "content").Build();
        Descriptor layer = Content.Add(plain, MediaTypes.OciLayer);
        ApplyOptions options = new() { SyncFileSystem = true };

        Descriptor mounted = await Open().ApplyAsync(Scope, layer, Bind(Make("target")), options, None);
        Descriptor direct = await Open().ApplyAsync(Scope, layer, Unmountable(Make("upper"), Make("lower")), options, None);

        Assert.Equal((Digest.Of(plain), Digest.Of(plain)), (mounted.Digest, direct.Digest));
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_not_found()
    {
        Descriptor layer = new() { MediaType = MediaTypes.OciLayer, Digest = Digest.Of([1]) };

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => Open().ApplyAsync(Scope, layer, [], new ApplyOptions(), None));

        Assert.Equal(ErrorKind.NotFound, error.Kind);
        Assert.StartsWith("failed to get reader from content store: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_descriptor_with_another_size_than_the_blob_is_refused()
    {
        Descriptor layer = Content.Add([1, 2, 3], MediaTypes.OciLayer) with { Size = 4 };

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => Open().ApplyAsync(Scope, layer, [], new ApplyOptions(), None));

        Assert.Equal(ErrorKind.FailedPrecondition, error.Kind);
        Assert.Contains("has 3 bytes, but 4", error.Message, StringComparison.Ordinal);
    }

    private Task<Descriptor> ApplyAsync(byte[] blob, string mediaType, IReadOnlyList<Mount> mounts)
        => Open().ApplyAsync(Scope, Content.Add(blob, mediaType), mounts, new ApplyOptions(), None);

    private Task<DaemonException> FailsAsync(byte[] blob, string mediaType, IReadOnlyList<Mount> mounts)
        => Assert.ThrowsAsync<DaemonException>(() => ApplyAsync(blob, mediaType, mounts));
}
