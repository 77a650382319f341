using Metadata.Tests.Support;
using PluginHost.Conformance.Metadata;
using PluginHost.Metadata;

namespace Metadata.Tests;

/// <summary>The suite of the metadata, on top of the content store and the native snapshotter of the daemon.</summary>
public sealed class MetadataConformanceTests : MetadataConformance
{
    private TestDaemon? _daemon;

    protected override string SnapshotterName => "native";

    protected override async ValueTask<IMetadata> OpenAsync(string root)
    {
        _daemon = TestDaemon.On(Path.Combine(root, "io.containerd.metadata.v1.bolt"), TimeProvider.System);
        await RealPlugins.AddAsync(RealPlugins.Content, root, _daemon.Plugins);
        await RealPlugins.AddAsync(RealPlugins.Native, root, _daemon.Plugins);
        await _daemon.OpenAsync();
        return _daemon.Metadata;
    }

    protected override async ValueTask CloseAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            await _daemon.Plugins.CloseAsync();
            _daemon = null;
        }
    }
}
