using PluginHost.Errors;
using PluginHost.Plugins;
using PluginHost.Plugins.Devmapper;
using PluginHost.Plugins.Zfs;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.NotServed;

/// <summary>Snapshotters of containerd that this build has not: they say so as containerd does where they are not wanted, else as an error.</summary>
public sealed class NotServedTests
{
    private const string Root = "/tmp/snapshotters-not-served";

    [Fact]
    public async Task Without_a_pool_devmapper_is_skipped_in_containerds_words()
    {
        Registration registration = Assert.Single(new DevmapperPlugin().Registrations);

        SkipPluginException skipped = await Assert.ThrowsAsync<SkipPluginException>(() => StartAsync(registration, new DevmapperConfig()));

        Assert.Equal("io.containerd.snapshotter.v1.devmapper", registration.Uri);
        Assert.Equal("devmapper not configured: skip plugin", skipped.Message);
    }

    [Fact]
    public async Task With_a_pool_devmapper_is_an_error_that_names_alternatives()
    {
        Registration registration = Assert.Single(new DevmapperPlugin().Registrations);

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => StartAsync(registration, new DevmapperConfig { PoolName = "thin" }));

        Assert.Contains("pool_name = \"thin\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("overlayfs", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.NotImplemented, error.Kind);
    }

    [Fact]
    public async Task Elsewhere_than_on_zfs_zfs_is_skipped_in_containerds_words()
    {
        Registration registration = Assert.Single(new ZfsPlugin().Registrations);

        SkipPluginException skipped = await Assert.ThrowsAsync<SkipPluginException>(() => StartAsync(registration, new ZfsConfig()));

        Assert.Equal(
            $"path {Root}/io.containerd.snapshotter.v1.zfs must be a zfs filesystem to be used with the zfs snapshotter: skip plugin",
            skipped.Message);
        Assert.False(Directory.Exists(Root));
    }

    private static Task<object> StartAsync(Registration registration, object config)
        => registration.InitFn(PluginContext.For(Root, registration, config), CancellationToken.None);
}
