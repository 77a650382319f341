using PluginHost.Errors;
using PluginHost.Plugins.Erofs;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Erofs;

/// <summary>What the erofs snapshotter of containerd 2.3 answers for the same snapshots.</summary>
public sealed class ErofsMountsTests : IAsyncLifetime
{
    private static readonly ErofsMountOptions Plain = new();
    private static readonly ErofsMountOptions Block = new() { WritableSize = 1 << 30 };
    private readonly TemporaryDirectory _root = new();

    private string At => _root.At("snapshots");

    [Fact]
    public void A_snapshot_without_parent_is_a_bind_mount()
    {
        Assert.Equal([$"bind {At}/1/fs rw,rbind"], Describe(Plain, SnapshotKind.Active, 1));
        Assert.Equal([$"bind {At}/1/fs ro,rbind"], Describe(Plain, SnapshotKind.View, 1));
        Assert.Equal([$"bind {At}/1/fs ro,rbind"], Describe(Block, SnapshotKind.View, 1));
    }

    [Fact]
    public void A_view_of_one_parent_is_its_image()
        => Assert.Equal([$"erofs {At}/2/layer.erofs ro,loop"], Describe(Plain, SnapshotKind.View, 3, 2));

    [Fact]
    public void A_view_of_two_parents_is_an_overlay_of_images()
        => Assert.Equal(
            [
                $"erofs {At}/2/layer.erofs ro,loop",
                $"erofs {At}/1/layer.erofs ro,loop",
                "format/mkdir/overlay overlay lowerdir={{ overlay 0 1 }},volatile",
            ],
            Describe(Plain with { Configured = ["volatile"] }, SnapshotKind.View, 3, 2, 1));

    [Fact]
    public void An_active_snapshot_writes_to_its_directory()
    {
        Assert.Equal(
            [
                $"erofs {At}/1/layer.erofs ro,loop",
                $"format/mkdir/overlay overlay workdir={At}/3/work,upperdir={At}/3/fs,lowerdir={{{{ mount 0 }}}}",
            ],
            Describe(Plain, SnapshotKind.Active, 3, 1));
        Assert.Equal(
            $"format/mkdir/overlay overlay workdir={At}/3/work,upperdir={At}/3/fs,lowerdir={{{{ overlay 0 1 }}}}",
            Describe(Plain, SnapshotKind.Active, 3, 2, 1)[2]);
    }

    [Fact]
    public void With_a_size_an_active_snapshot_writes_to_an_image()
    {
        string image = $"mkfs/ext4 {At}/3/rwlayer.img X-containerd.mkfs.fs=ext4,X-containerd.mkfs.size=1073741824,rw,loop";

        Assert.Equal(
            [image, "format/mkdir/bind {{ mount 0 }}/upper X-containerd.mkdir.path={{ mount 0 }}/upper:0755,rw,rbind"],
            Describe(Block, SnapshotKind.Active, 3));
        Assert.Equal(
            [
                image,
                $"erofs {At}/2/layer.erofs ro,loop",
                $"erofs {At}/1/layer.erofs ro,loop",
                "format/mkdir/overlay overlay X-containerd.mkdir.path={{ mount 0 }}/upper:0755,X-containerd.mkdir.path={{ mount 0 }}/work:0755,"
                + "workdir={{ mount 0 }}/work,upperdir={{ mount 0 }}/upper,lowerdir={{ overlay 1 2 }}",
            ],
            Describe(Block, SnapshotKind.Active, 3, 2, 1));
    }

    [Fact]
    public void Merged_directories_stand_for_their_layer_and_those_below()
    {
        Make(3, 2, 1);
        File.WriteAllText(Path.Join(At, "2", "fsmeta.erofs"), "merged");
        string merged = $"erofs {At}/2/fsmeta.erofs ro,loop,device={At}/1/layer.erofs,device={At}/2/layer.erofs";

        Assert.Equal([merged, "format/bind {{ mount 0 }} ro,rbind"], Describe(Plain, SnapshotKind.View, 4, 2, 1));
        Assert.Equal(
            [$"erofs {At}/3/layer.erofs ro,loop", merged, "format/mkdir/overlay overlay lowerdir={{ overlay 0 1 }}"],
            Describe(Plain, SnapshotKind.View, 4, 3, 2, 1));
    }

    [Fact]
    public void A_layer_without_image_is_named()
    {
        DaemonException error = Assert.Throws<DaemonException>(
            () => new ErofsMounts(SnapshotDirectories.Create(_root.Path), Plain).Of(
                new Snapshot(new SnapshotId(3), SnapshotKind.View, Ids(2), new Dictionary<string, string>())));

        Assert.StartsWith($"failed to find valid erofs layer blob: {At}/2/layer.erofs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_demands_dm_verity_is_refused_unless_that_is_switched_off()
    {
        Make(2);
        File.WriteAllText(Path.Join(At, "2", "layer.erofs.dmverity"), "{}");

        Assert.Equal(ErrorKind.NotImplemented, Assert.Throws<DaemonException>(() => Describe(Plain, SnapshotKind.View, 3, 2)).Kind);
        Assert.Equal(
            [$"erofs {At}/2/layer.erofs ro,loop"], Describe(Plain with { IgnoreVerity = true }, SnapshotKind.View, 3, 2));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();

    private static SnapshotId[] Ids(params ulong[] ids) => [.. ids.Select(id => new SnapshotId(id))];

    private void Make(params ulong[] layers)
    {
        foreach (ulong id in layers)
        {
            Directory.CreateDirectory(Path.Join(At, $"{id}", "fs"));
            File.WriteAllText(Path.Join(At, $"{id}", "layer.erofs"), "image");
        }
    }

    private IReadOnlyList<string> Describe(ErofsMountOptions options, SnapshotKind kind, ulong id, params ulong[] parents)
    {
        Make(parents);

        return Describe(options, new Snapshot(new SnapshotId(id), kind, Ids(parents), new Dictionary<string, string>()));
    }

    private IReadOnlyList<string> Describe(ErofsMountOptions options, Snapshot snapshot)
        => [.. new ErofsMounts(SnapshotDirectories.Create(_root.Path), options).Of(snapshot)
            .Select(mount => $"{mount.Type} {mount.Source} {string.Join(',', mount.Options)}")];
}
