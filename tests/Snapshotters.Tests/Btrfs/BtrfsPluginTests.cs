using PluginHost.Plugins;
using PluginHost.Plugins.Btrfs;
using PluginHost.Testing;
using PluginHost.Testing.Images;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Btrfs;

public sealed class BtrfsPluginTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _root = new();

    private static Registration Registration => Assert.Single(new BtrfsPlugin().Registrations);

    [RequiresFact("root", "mkfs.btrfs")]
    public async Task On_btrfs_the_plugin_starts_on_a_private_directory()
    {
        string place = _root.At("btrfs");
        await FileSystemImage.MountBtrfsAsync(place);
        InitContext context = PluginContext.For(_root.Path, Registration, new BtrfsConfig { RootPath = place });

        await using BtrfsSnapshotter snapshotter = Assert.IsType<BtrfsSnapshotter>(
            await Registration.InitFn(context, CancellationToken.None));

        Assert.Equal("io.containerd.snapshotter.v1.btrfs", Registration.Uri);
        Assert.Equal(place, context.Meta.Exports["root"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(place));
        Assert.Equal(["active", "snapshots", "view"], Directory.GetDirectories(place).Select(Path.GetFileName).Order());
    }

    [RequiresFact("root")]
    public async Task On_another_file_system_the_plugin_is_skipped_in_containerds_words()
    {
        string place = _root.At("tmpfs");
        Directory.CreateDirectory(place);
        PluginHost.Linux.Mounting.Mounts.Mount(new PluginHost.Linux.Mounting.MountEntry("tmpfs", "tmpfs", "", []), place);
        InitContext context = PluginContext.For(place, Registration, new BtrfsConfig());

        SkipPluginException skipped = await Assert.ThrowsAsync<SkipPluginException>(
            () => Registration.InitFn(context, CancellationToken.None));

        Assert.Equal(
            $"path {context.RootDirectory} (tmpfs) must be a btrfs filesystem to be used with the btrfs snapshotter: skip plugin",
            skipped.Message);
        Assert.Equal(context.RootDirectory, context.Meta.Exports["root"]);
        Assert.Single(context.Meta.Platforms);
    }

    [Fact]
    public void A_relative_path_is_refused()
    {
        Assert.Contains("relative", Assert.Single(new BtrfsConfig { RootPath = "relative" }.Validate()), StringComparison.Ordinal);
        Assert.Empty(new BtrfsConfig { RootPath = "/absolute" }.Validate());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();
}
