using PluginHost.Errors;
using PluginHost.Plugins;
using PluginHost.Plugins.Erofs;
using PluginHost.Testing;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Erofs;

public sealed class ErofsPluginTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _root = new();

    private static Registration Registration => Assert.Single(new ErofsPlugin().Registrations);

    [RequiresFact("root", "mkfs.erofs")]
    public async Task The_plugin_says_what_it_is_and_can_do()
    {
        InitContext context = Context(new ErofsConfig());

        await using ErofsSnapshotter snapshotter = Assert.IsType<ErofsSnapshotter>(
            await Registration.InitFn(context, CancellationToken.None));

        Assert.Equal("io.containerd.snapshotter.v1.erofs", Registration.Uri);
        Assert.Equal(context.RootDirectory, context.Meta.Exports["root"]);
        Assert.Contains("only-remap-ids", context.Meta.Capabilities);
        Assert.DoesNotContain("remap-ids", context.Meta.Capabilities);
    }

    [Theory]
    [InlineData("on", false, "dmverity_mode = \"on\"")]
    [InlineData("", true, "enable_fsverity = true")]
    public async Task What_is_not_served_is_an_error_and_not_left_out(string dmverity, bool fsverity, string named)
    {
        InitContext context = Context(new ErofsConfig { DmverityMode = dmverity, EnableFsverity = fsverity });

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => Registration.InitFn(context, CancellationToken.None));

        Assert.Equal(ErrorKind.NotImplemented, error.Kind);
        Assert.StartsWith(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_configuration_are_named()
    {
        ErofsConfig config = new()
        {
            RootPath = "relative",
            DefaultSize = "many",
            DmverityMode = "maybe",
            OvlMountOptions = ["a,b", "", "lowerdir=/x"],
        };

        Assert.Equal(6, config.Validate().Count());
        Assert.Empty(new ErofsConfig { DefaultSize = "20GiB", DmverityMode = "auto", OvlMountOptions = ["volatile"] }.Validate());
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("512B", 512)]
    [InlineData("20GiB", 21474836480)]
    [InlineData("20gb", 21474836480)]
    [InlineData("1.5 M", 1572864)]
    [InlineData("2T", 2199023255552)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("G")]
    [InlineData("1X")]
    [InlineData("1GG")]
    [InlineData("9999999P")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out long _));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();

    private InitContext Context(ErofsConfig config) => PluginContext.For(_root.Path, Registration, config);
}
