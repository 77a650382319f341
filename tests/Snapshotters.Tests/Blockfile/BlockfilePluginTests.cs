using PluginHost.Plugins;
using PluginHost.Plugins.Blockfile;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Blockfile;

public sealed class BlockfilePluginTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _root = new();

    private static Registration Registration => Assert.Single(new BlockfilePlugin().Registrations);

    [Fact]
    public async Task Without_a_scratch_file_the_plugin_is_skipped_in_containerds_words()
    {
        SkipPluginException skipped = await Assert.ThrowsAsync<SkipPluginException>(() => StartAsync(new BlockfileConfig()));

        Assert.Equal("no scratch file generator: skip plugin", skipped.Message);
        Assert.Equal("io.containerd.snapshotter.v1.blockfile", Registration.Uri);
    }

    [Fact]
    public async Task The_scratch_file_is_copied_once()
    {
        string source = _root.At("source");
        string scratch = Path.Join(Context(new BlockfileConfig()).RootDirectory, "scratch");
        await File.WriteAllTextAsync(source, "one");
        await (await StartAsync(new BlockfileConfig { ScratchFile = source })).DisposeAsync();
        Assert.Equal("one", await File.ReadAllTextAsync(scratch));

        await File.WriteAllTextAsync(source, "two");
        await (await StartAsync(new BlockfileConfig { ScratchFile = source })).DisposeAsync();
        await (await StartAsync(new BlockfileConfig())).DisposeAsync();

        Assert.Equal("one", await File.ReadAllTextAsync(scratch));
    }

    [Fact]
    public async Task The_scratch_file_is_copied_again_where_that_is_configured()
    {
        string source = _root.At("source");
        await File.WriteAllTextAsync(source, "one");
        await (await StartAsync(new BlockfileConfig { ScratchFile = source })).DisposeAsync();
        await File.WriteAllTextAsync(source, "two");

        await (await StartAsync(new BlockfileConfig { ScratchFile = source, RecreateScratch = true })).DisposeAsync();

        Assert.Equal("two", await File.ReadAllTextAsync(Path.Join(Context(new BlockfileConfig()).RootDirectory, "scratch")));
    }

    [Fact]
    public async Task A_scratch_file_that_is_missing_is_an_error_that_names_it()
    {
        IOException error = await Assert.ThrowsAsync<IOException>(() => StartAsync(new BlockfileConfig { ScratchFile = "/nowhere/image" }));

        Assert.StartsWith("failed to generate scratch file: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_a_configuration_are_named()
    {
        BlockfileConfig config = new() { RootPath = "a", ScratchFile = "b", MountOptions = ["ro", "x,y", ""] };

        Assert.Equal(5, config.Validate().Count());
        Assert.Empty(new BlockfileConfig { MountOptions = ["loop", "noatime"] }.Validate());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _root.DisposeAsync();

    private async Task<BlockfileSnapshotter> StartAsync(BlockfileConfig config)
        => Assert.IsType<BlockfileSnapshotter>(await Registration.InitFn(Context(config), CancellationToken.None));

    private InitContext Context(BlockfileConfig config) => PluginContext.For(_root.Path, Registration, config);
}
