using PluginHost.Plugins;
using PluginHost.Plugins.Overlayfs;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Overlayfs;

public sealed class OverlayfsPluginTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _root = new();

    [Fact]
    public async Task The_plugin_says_what_it_is_and_can_do()
    {
        Registration registration = Assert.Single(new OverlayfsPlugin().Registrations);
        InitContext context = PluginContext.For(_root.Path, registration, new OverlayfsConfig());

        await using OverlayfsSnapshotter snapshotter = Assert.IsType<OverlayfsSnapshotter>(
            await registration.InitFn(context, CancellationToken.None));

        Assert.Equal("io.containerd.snapshotter.v1.overlayfs", registration.Uri);
        Assert.Equal(context.RootDirectory, context.Meta.Exports["root"]);
        Assert.Equal("linux", Assert.Single(context.Meta.Platforms).Os);
        Assert.Contains("only-remap-ids", context.Meta.Capabilities);
        Assert.Contains("rebase", context.Meta.Capabilities);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(context.RootDirectory));
        Assert.False(File.Exists(Path.Join(context.RootDirectory, "metadata.db")), "the database is opened at the first call");
    }

    [Fact]
    public async Task A_configured_directory_is_used_instead()
    {
        Registration registration = Assert.Single(new OverlayfsPlugin().Registrations);
        string elsewhere = _root.At("elsewhere");
        InitContext context = PluginContext.For(_root.Path, registration, new OverlayfsConfig { RootPath = elsewhere });

        await using OverlayfsSnapshotter snapshotter = (OverlayfsSnapshotter)await registration.InitFn(context, CancellationToken.None);

        Assert.Equal(elsewhere, context.Meta.Exports["root"]);
        Assert.True(Directory.Exists(Path.Join(elsewhere, "snapshots")));
        Assert.False(Directory.Exists(context.RootDirectory));
    }

    [Fact]
    public async Task A_directory_that_mount_options_cannot_name_is_skipped_with_the_reason()
    {
        Registration registration = Assert.Single(new OverlayfsPlugin().Registrations);
        InitContext context = PluginContext.For(_root.Path, registration, new OverlayfsConfig { RootPath = _root.At("a:b") });

        SkipPluginException skipped = await Assert.ThrowsAsync<SkipPluginException>(
            () => registration.InitFn(context, CancellationToken.None));

        Assert.Contains("a:b", skipped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_configuration_are_named()
    {
        OverlayfsConfig config = new() { RootPath = "relative", MountOptions = ["a,b", "", "upperdir=/x", "volatile"] };

        Assert.Equal(4, config.Validate().Count());
        Assert.Empty(new OverlayfsConfig { MountOptions = ["volatile", "index=on"] }.Validate());
    }

    [Theory]
    [InlineData(true, true, true, false, "remap-ids rebase")]
    [InlineData(false, true, true, false, "remap-ids only-remap-ids rebase")]
    [InlineData(false, false, false, true, "only-remap-ids")]
    public void Capabilities_follow_the_kernel_and_the_configuration(
        bool slowChown, bool index, bool remap, bool userNamespace, string expected)
    {
        OverlayfsProbe probe = new(index, NeedsUserXattr: false, remap, userNamespace);

        Assert.Equal(expected, string.Join(' ', probe.CapabilitiesFor(new OverlayfsConfig { SlowChown = slowChown })));
    }

    [Theory]
    [InlineData(true, false, "", "index=off")]
    [InlineData(true, true, "", "index=off userxattr")]
    [InlineData(false, true, "volatile", "userxattr")]
    [InlineData(true, false, "index=on", "")]
    [InlineData(true, false, "index", "")]
    public void Leading_options_follow_the_kernel_and_yield_to_the_configuration(
        bool index, bool userXattr, string configured, string expected)
    {
        OverlayfsProbe probe = new(index, userXattr, RemapIds: false, UserNamespace: false);
        OverlayfsConfig config = new() { MountOptions = configured.Length > 0 ? [configured] : [] };

        Assert.Equal(expected, string.Join(' ', probe.OptionsFor(config).Leading));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();
}
