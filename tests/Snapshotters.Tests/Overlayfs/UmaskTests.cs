using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Linux;
using PluginHost.Plugins.Overlayfs;
using Snapshotters.Tests.Support;

namespace Snapshotters.Tests.Overlayfs;

/// <summary>The umask is the whole process's: nothing else may make files meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UmaskTests
{
    private const string Name = "umask";

    [Collection(Name)]
    public sealed class Overlayfs : IAsyncLifetime
    {
        private static readonly Dictionary<string, string> NoLabels = [];
        private readonly TemporaryDirectory _root = new();

        [Fact]
        public async Task Directories_have_containerds_modes_under_any_umask()
        {
            OverlayfsConfig config = new();
            OverlayfsMountOptions options = OverlayfsProbe.Of(_root.Path).OptionsFor(config);
            uint mask = LibC.Umask(0x3F); // 077
            try
            {
                await using OverlayfsSnapshotter snapshotter = new(_root.Path, config, options, TimeProvider.System, NullLogger.Instance);
                await snapshotter.PrepareAsync("active", "", NoLabels, CancellationToken.None);
                await snapshotter.ViewAsync("view", "", NoLabels, CancellationToken.None);
            }
            finally
            {
                LibC.Umask(mask);
            }

            Assert.Equal(
                ["snapshots 700", "snapshots/1 700", "snapshots/1/fs 755", "snapshots/1/work 711", "snapshots/2 700", "snapshots/2/fs 755"],
                Directory.EnumerateDirectories(_root.Path, "*", SearchOption.AllDirectories)
                    .Select(path => $"{Path.GetRelativePath(_root.Path, path)} {Convert.ToString(LibC.Lstat(path).Permissions, 8)}")
                    .Order(StringComparer.Ordinal));
        }

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await _root.DisposeAsync();
    }
}
