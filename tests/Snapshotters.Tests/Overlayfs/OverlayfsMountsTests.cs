using PluginHost.Mounts;
using PluginHost.Plugins.Overlayfs;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Overlayfs;

/// <summary>What <c>ctr snapshots mounts</c> of containerd 1.6.20 prints for the same snapshots.</summary>
public sealed class OverlayfsMountsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _root = new();

    private string At => _root.At("snapshots");

    [Fact]
    public void An_active_snapshot_without_parent_is_a_writable_bind_mount()
        => Assert.Equal($"bind {At}/1/fs rw,rbind", Describe(SnapshotKind.Active, 1));

    [Fact]
    public void A_view_without_parent_is_a_read_only_bind_mount()
        => Assert.Equal($"bind {At}/2/fs ro,rbind", Describe(SnapshotKind.View, 2));

    [Fact]
    public void A_view_of_one_parent_is_that_parent()
        => Assert.Equal($"bind {At}/1/fs ro,rbind", Describe(SnapshotKind.View, 4, 1));

    [Fact]
    public void An_active_snapshot_on_one_parent_is_an_overlay()
        => Assert.Equal(
            $"overlay overlay index=off,workdir={At}/3/work,upperdir={At}/3/fs,lowerdir={At}/1/fs", Describe(SnapshotKind.Active, 3, 1));

    [Fact]
    public void The_nearest_parent_is_the_first_lower_directory()
        => Assert.Equal(
            $"overlay overlay index=off,workdir={At}/7/work,upperdir={At}/7/fs,lowerdir={At}/6/fs:{At}/3/fs:{At}/1/fs",
            Describe(SnapshotKind.Active, 7, 6, 3, 1));

    [Fact]
    public void A_view_of_two_parents_has_lower_directories_only()
        => Assert.Equal($"overlay overlay index=off,lowerdir={At}/3/fs:{At}/1/fs", Describe(SnapshotKind.View, 5, 3, 1));

    [Fact]
    public void Configured_options_come_last()
    {
        OverlayfsMountOptions options = new() { Leading = ["index=off", "userxattr"], Configured = ["volatile", "metacopy=off"] };

        Assert.Equal(
            $"overlay overlay index=off,userxattr,lowerdir={At}/3/fs:{At}/1/fs,volatile,metacopy=off",
            Describe(options, new Snapshot(new SnapshotId(5), SnapshotKind.View, Ids(3, 1), NoLabels)));
    }

    [Theory]
    [InlineData(SnapshotKind.Active, new ulong[0], "bind {0}/9/fs uidmap=0:666:65536,gidmap=0:777:65536,rw,rbind")]
    [InlineData(SnapshotKind.View, new ulong[] { 1 }, "bind {0}/1/fs uidmap=0:666:65536,gidmap=0:777:65536,ro,rbind")]
    [InlineData(
        SnapshotKind.Active,
        new ulong[] { 1 },
        "overlay overlay uidmap=0:666:65536,gidmap=0:777:65536,index=off,workdir={0}/9/work,upperdir={0}/9/fs,lowerdir={0}/1/fs")]
    public void Id_maps_come_first_where_the_kernel_can_map(SnapshotKind kind, ulong[] parents, string expected)
    {
        Dictionary<string, string> labels = new()
        {
            [SnapshotLabels.UidMapping] = "0:666:65536",
            [SnapshotLabels.GidMapping] = "0:777:65536",
        };
        Snapshot snapshot = new(new SnapshotId(9), kind, Ids(parents), labels);
        OverlayfsMountOptions able = new() { Leading = ["index=off"], RemapIds = true };

        Assert.Equal(string.Format(null, expected, At), Describe(able, snapshot));
        Assert.DoesNotContain("idmap", Describe(able with { RemapIds = false }, snapshot), StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();

    private static readonly Dictionary<string, string> NoLabels = [];

    private string Describe(SnapshotKind kind, ulong id, params ulong[] parents)
        => Describe(new OverlayfsMountOptions { Leading = ["index=off"] }, new Snapshot(new SnapshotId(id), kind, Ids(parents), NoLabels));

    private string Describe(OverlayfsMountOptions options, Snapshot snapshot)
    {
        Mount mount = Assert.Single(new OverlayfsMounts(SnapshotDirectories.Create(_root.Path), options).Of(snapshot));

        return $"{mount.Type} {mount.Source} {string.Join(',', mount.Options)}";
    }

    private static SnapshotId[] Ids(params ulong[] ids) => [.. ids.Select(id => new SnapshotId(id))];
}
