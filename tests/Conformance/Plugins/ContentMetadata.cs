using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Gc;
using PluginHost.Images;
using PluginHost.Leases;
using PluginHost.Metadata;
using PluginHost.Namespaces;
using PluginHost.Sandboxes;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Plugins;

/// <summary>The metadata as a differ needs it: one content store for every namespace, and nothing else.</summary>
/// <param name="content">The store.</param>
public sealed class ContentMetadata(IContentStore content) : IMetadata
{
    public INamespaceStore Namespaces => throw Missing("namespaces");

    public IReadOnlyList<string> Snapshotters => [];

    public IContentStore Content(RequestScope scope) => content;

    public IContainerStore Containers(RequestScope scope) => throw Missing("containers");

    public IImageStore Images(RequestScope scope) => throw Missing("images");

    public ISandboxStore Sandboxes(RequestScope scope) => throw Missing("sandboxes");

    public ILeaseStore Leases(RequestScope scope) => throw Missing("leases");

    public ISnapshotter Snapshotter(RequestScope scope, string name) => throw Missing("snapshotters");

    public IDisposable OnMutation(Action<bool> callback) => throw Missing("changes");

    public IDisposable Collect(IResourceCollector collector) => throw Missing("collections");

    public Task<GcStatistics> CollectAsync(CancellationToken cancellationToken) => throw Missing("collections");

    private static NotSupportedException Missing(string what) => new($"the metadata of this suite has content only, no {what}");
}
