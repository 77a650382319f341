using PluginHost.Bolt;
using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Gc;
using PluginHost.Images;
using PluginHost.Leases;
using PluginHost.Metadata;
using PluginHost.Namespaces;
using PluginHost.Plugins.Metadata.Containers;
using PluginHost.Plugins.Metadata.Content;
using PluginHost.Plugins.Metadata.Content.Check;
using PluginHost.Plugins.Metadata.Gc;
using PluginHost.Plugins.Metadata.Gc.Reports;
using PluginHost.Plugins.Metadata.Images;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Namespaces;
using PluginHost.Plugins.Metadata.Sandboxes;
using PluginHost.Plugins.Metadata.Snapshots;
using PluginHost.Sandboxes;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata;

/// <summary>The metadata in <c>meta.db</c>.</summary>
internal sealed class BoltMetadata(MetadataContext context) : IMetadata, IAsyncDisposable
{
    private readonly Collector _collector = new(context);

    /// <summary>What a collection would do.</summary>
    public GcReports Reports { get; } = new(context);

    /// <summary>A check of all blobs, for one run.</summary>
    public BlobCheck NewBlobCheck() => new(context.View, new StoreBlobs(context.Backends.Content), context.Logger);

    /// <summary>The file in which all of it is.</summary>
    public Database File => context.Database.File;

    public INamespaceStore Namespaces { get; } = new NamespaceStore(context);

    public IReadOnlyList<string> Snapshotters => context.Backends.SnapshotterNames;

    public IContainerStore Containers(RequestScope scope) => new ContainerStore(context, scope);

    public IImageStore Images(RequestScope scope) => new ImageStore(context, scope);

    public ILeaseStore Leases(RequestScope scope) => new LeaseStore(context, scope);

    public IContentStore Content(RequestScope scope) => new MetadataContentStore(context, scope);

    public ISandboxStore Sandboxes(RequestScope scope) => new SandboxStore(context, scope);

    public ISnapshotter Snapshotter(RequestScope scope, string name)
    {
        ISnapshotter backend = context.Backends.Snapshotter(name).For(new RequestScope(scope.Namespace));
        return new MetadataSnapshotter(new SnapshotSite(context, scope, name, backend));
    }

    public IDisposable OnMutation(Action<bool> callback) => context.Mutations.Subscribe(callback);

    public IDisposable Collect(IResourceCollector collector) => context.Resources.Add(collector);

    public Task<GcStatistics> CollectAsync(CancellationToken cancellationToken) => _collector.CollectAsync(cancellationToken);

    /// <summary>Waits for changes that were accepted, and gives the file back to others.</summary>
    public async ValueTask DisposeAsync()
    {
        await context.Database.DisposeAsync();
        _collector.Dispose();
        context.GcMetrics.Dispose();
    }
}
