using Metadata.Tests.Support;
using PluginHost.Conformance.Content;
using PluginHost.Content;

namespace Metadata.Tests;

/// <summary>The suite of all content stores, run through the metadata on top of the content store of the daemon.</summary>
public sealed class ContentConformanceTests : ContentStoreConformance
{
    private TestDaemon? _daemon;

    protected override async ValueTask<IContentStore> OpenAsync(string root)
    {
        _daemon = TestDaemon.On(Path.Combine(root, "io.containerd.metadata.v1.bolt"), TimeProvider.System);
        await RealPlugins.AddAsync(RealPlugins.Content, root, _daemon.Plugins);
        await _daemon.OpenAsync();
        return _daemon.Metadata.Content(TestDaemon.In());
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
