using Differ.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;
using PluginHost.Oci;
using PluginHost.Plugins.ErofsDiffer;
using PluginHost.Testing;

namespace Differ.Tests.Erofs;

public sealed class ErofsDifferTests : DifferTest
{
    private const string Copying = "printf '%s\\n' \"$@\" > \"$0.args\"; for image; do :; done; cat > \"$image\"";

    [Fact]
    public async Task The_archive_goes_through_the_program_with_containerds_arguments()
    {
        byte[] plain = new LayerBuilder().File("file", "content").Build(trailing: 300_000);
        Descriptor layer = Content.Add(LayerBuilder.Gzip(plain), MediaTypes.OciLayerGzip);

        Descriptor applied = await ApplyAsync(Program(Copying), layer, Bind(MakeLayer()));

        Assert.Equal((MediaTypes.OciLayer, Digest.Of(plain), (long)plain.Length), (applied.MediaType, applied.Digest, applied.Size));
        Assert.Equal(plain, await File.ReadAllBytesAsync(At("1/layer.erofs")));
        Assert.Equal(
            ["--tar=f", "--aufs", "--quiet", "-Enoinline_data", "-b4096", "-U", ImageProgram.IdentityOf(layer.Digest), At("1/layer.erofs.new")],
            await ArgumentsAsync());
    }

    [Fact]
    public async Task Configured_options_are_added_and_a_block_size_replaces_ours()
    {
        Descriptor layer = Content.Add(new LayerBuilder().File("file", "content").Build(), MediaTypes.OciLayer);

        await ApplyAsync(Program(Copying), layer, Bind(MakeLayer()), new ErofsDifferConfig { MkfsOptions = ["-T0", "-b512"] });

        Assert.Equal(["-Enoinline_data", "-T0", "-b512", "-U"], (await ArgumentsAsync())[3..7]);
    }

    [Fact]
    public async Task With_an_index_the_archive_follows_it()
    {
        byte[] plain = new LayerBuilder().File("file", "content").Build();
        Descriptor layer = Content.Add(LayerBuilder.Zstd(plain), MediaTypes.OciLayerZstd);
        string program = Program("for image; do :; done; cat > /dev/null; printf index > \"$image\"; printf '%s\\n' \"$@\" > \"$0.args\"");

        Descriptor applied = await ApplyAsync(program, layer, Bind(MakeLayer()), new ErofsDifferConfig { EnableTarIndex = true });

        Assert.Equal(Digest.Of(plain), applied.Digest);
        byte[] expected = [.. "index"u8, .. plain];
        Assert.Equal(expected, await File.ReadAllBytesAsync(At("1/layer.erofs")));
        Assert.Equal(["--tar=i", "--aufs", "--quiet", "-U"], (await ArgumentsAsync())[..4]);
        Assert.Equal([".erofslayer", "fs", "layer.erofs"], Names());
    }

    [Fact]
    public async Task A_program_that_stops_reading_at_the_end_of_the_archive_changes_nothing()
    {
        byte[] plain = new LayerBuilder().File("file", "content").Build(trailing: 3_000_000);
        Descriptor layer = Content.Add(LayerBuilder.Gzip(plain), MediaTypes.OciLayerGzip);

        Descriptor applied = await ApplyAsync(Program("for image; do :; done; head -c 100 > \"$image\""), layer, Bind(MakeLayer()));

        Assert.Equal((Digest.Of(plain), (long)plain.Length), (applied.Digest, applied.Size));
    }

    [Theory]
    [InlineData("application/vnd.erofs.layer.v1", false)]
    [InlineData("application/vnd.erofs.layer.v1+zstd", true)]
    public async Task A_layer_that_is_an_image_is_stored_as_it_is(string mediaType, bool compressed)
    {
        byte[] image = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        Descriptor layer = Content.Add(compressed ? LayerBuilder.Zstd(image) : image, mediaType);

        Descriptor applied = await ApplyAsync("/nonexistent", layer, Bind(MakeLayer()));

        Assert.Equal(image, await File.ReadAllBytesAsync(At("1/layer.erofs")));
        Assert.Equal(("application/vnd.erofs.layer.v1", Digest.Of(image)), (applied.MediaType, applied.Digest));
    }

    [Fact]
    public async Task Another_compression_of_an_image_is_refused()
        => await FailsAsync(ErrorKind.InvalidArgument, "application/vnd.erofs.layer.v1+gzip", Bind(MakeLayer()), Program(Copying));

    [Theory]
    [InlineData("bind")]
    [InlineData("format/mkdir/overlay")]
    [InlineData("overlay")]
    [InlineData("mkfs/ext4")]
    [InlineData("erofs")]
    public async Task The_snapshot_is_found_by_its_mounts(string type)
    {
        MakeLayer();
        Descriptor layer = Content.Add(new LayerBuilder().File("file", "content").Build(), MediaTypes.OciLayer);
        Mount[] mounts = type switch
        {
            "bind" => [new(type, At("1/fs"), ["rw", "rbind"])],
            "erofs" => [new(type, At("1/layer.erofs"), ["ro", "loop"])],
            "mkfs/ext4" => [new(type, At("1/rwlayer.img"), []), new("format/mkdir/bind", "{{ mount 0 }}/upper", [])],
            _ => [new("erofs", "/lower/layer.erofs", []), new(type, "overlay", [$"workdir={At("1/work")}", $"upperdir={At("1/fs")}", "lowerdir=x"])],
        };

        await ApplyAsync(Program(Copying), layer, mounts);

        Assert.True(File.Exists(At("1/layer.erofs")));
    }

    [Theory]
    [InlineData("bind")]
    [InlineData("overlay")]
    [InlineData("btrfs")]
    public async Task Snapshots_of_others_are_left_to_the_next_differ(string type)
    {
        Make("other/fs");
        Mount mount = new(type, At("other/fs"), [$"upperdir={At("other/fs")}"]);

        await FailsAsync(ErrorKind.NotImplemented, MediaTypes.OciLayer, [mount], Program(Copying));
    }

    [Fact]
    public async Task Types_that_are_no_layer_are_left_to_the_next_differ()
        => await FailsAsync(ErrorKind.NotImplemented, "application/json", Bind(MakeLayer()), Program(Copying));

    [Fact]
    public async Task A_program_that_fails_is_quoted_and_leaves_nothing()
    {
        DaemonException error = await FailsAsync(
            ErrorKind.Unknown, MediaTypes.OciLayer, Bind(MakeLayer()), Program("echo no space >&2; for image; do :; done; echo > \"$image\"; exit 1"));

        Assert.Contains("failed to convert erofs", error.Message, StringComparison.Ordinal);
        Assert.Contains("no space", error.Message, StringComparison.Ordinal);
        Assert.Equal([".erofslayer", "fs"], Names());
    }

    [Fact]
    public async Task A_layer_that_cannot_be_decompressed_leaves_nothing()
    {
        byte[] broken = [.. LayerBuilder.Gzip(new LayerBuilder().File("file", new string('x', 100_000)).Build())[..60]];
        Descriptor layer = Content.Add(broken, MediaTypes.OciLayerGzip);

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => ApplyAsync(Program(Copying), layer, Bind(MakeLayer())));

        Assert.Contains(layer.Digest.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal([".erofslayer", "fs"], Names());
    }

    [Fact]
    public void The_identity_of_an_image_is_that_of_containerd()
        => Assert.Equal("9c845a66-a812-5bd9-89af-605eeeb9f05a", ImageProgram.IdentityOf(Digest.Parse("sha256:" + new string('a', 64))));

    [RequiresFact("root", "mkfs.erofs --tar")]
    public async Task The_image_shows_the_layer_with_its_whiteouts()
    {
        byte[] plain = new LayerBuilder().Directory("etc").File("etc/name", "value").File("etc/.wh.gone", "").Build();
        Descriptor layer = Content.Add(LayerBuilder.Gzip(plain), MediaTypes.OciLayerGzip);

        await ApplyAsync("mkfs.erofs", layer, Bind(MakeLayer()));

        string shown = Make("shown");
        PluginHost.Linux.Mounting.Mounts.Mount(new MountEntry("erofs", At("1/layer.erofs"), "", ["ro", "loop"]), shown);
        Assert.Equal("value", await File.ReadAllTextAsync(Path.Join(shown, "etc/name")));
        Assert.Equal((FileModes.S_IFCHR, default), (LibC.Lstat(Path.Join(shown, "etc/gone")).Type, LibC.Lstat(Path.Join(shown, "etc/gone")).RawDevice));
    }

    private Task<Descriptor> ApplyAsync(string program, Descriptor layer, IReadOnlyList<Mount> mounts, ErofsDifferConfig? config = null)
        => new ErofsDiffer(_ => Content, new ImageProgram(program, config ?? new ErofsDifferConfig()), NullLogger.Instance)
            .ApplyAsync(Scope, layer, mounts, new ApplyOptions(), None);

    private async Task<DaemonException> FailsAsync(ErrorKind kind, string mediaType, IReadOnlyList<Mount> mounts, string program)
    {
        Descriptor layer = Content.Add(new LayerBuilder().File("file", "content").Build(), mediaType);
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => ApplyAsync(program, layer, mounts));
        Assert.Equal(kind, error.Kind);

        return error;
    }

    // As an active snapshot of the erofs snapshotter; the directory that is written.
    private string MakeLayer()
    {
        string written = Make("1/fs");
        File.WriteAllText(At("1/.erofslayer"), "");

        return written;
    }

    private string Program(string script) => Script.Write(At("mkfs"), script);

    private Task<string[]> ArgumentsAsync() => File.ReadAllLinesAsync(At("mkfs.args"));

    private List<string?> Names() => [.. Directory.GetFileSystemEntries(At("1")).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
}
