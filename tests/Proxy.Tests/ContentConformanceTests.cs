using PluginHost.Conformance.Content;
using PluginHost.Content;
using PluginHost.Plugins.Proxy.Content;

namespace Proxy.Tests;

/// <summary>The suite of all content stores, through the client, against containerd's local store in its own process.</summary>
public sealed class ContentConformanceTests : ContentStoreConformance
{
    private Func<ValueTask> _end = static () => ValueTask.CompletedTask;

    protected override bool RefusesToAbortWhatIsAbsent => false;

    protected override bool RefusesToDeleteWhatIsAbsent => false;

    protected override bool KeepsOpenBlobs => false;

    protected override async ValueTask<IContentStore> OpenAsync(string root)
    {
        // containerd's store fails to list its blobs before it has had one.
        Directory.CreateDirectory(Path.Join(root, "blobs"));
        VendorProcess vendor = new("content", root);
        await vendor.StartAsync();
        ProxyContentStore store = new(Connections.To("content", vendor));
        _end = async () =>
        {
            store.Dispose();
            await vendor.DisposeAsync();
        };
        return store;
    }

    protected override ValueTask CloseAsync() => _end();
}
