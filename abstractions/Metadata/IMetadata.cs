using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Gc;
using PluginHost.Images;
using PluginHost.Leases;
using PluginHost.Namespaces;
using PluginHost.Sandboxes;
using PluginHost.Snapshots;

namespace PluginHost.Metadata;

/// <summary>
/// The metadata of the daemon: every object by namespace, on top of the content store and the snapshotters, whose objects become visible in a
/// namespace only by a record here. Looks are cheap: make them per request.
/// </summary>
public interface IMetadata
{
    INamespaceStore Namespaces { get; }

    IContainerStore Containers(RequestScope scope);

    IImageStore Images(RequestScope scope);

    ILeaseStore Leases(RequestScope scope);

    IContentStore Content(RequestScope scope);

    ISandboxStore Sandboxes(RequestScope scope);

    /// <summary>Names of the snapshotters that are there.</summary>
    IReadOnlyList<string> Snapshotters { get; }

    /// <summary>A snapshotter as <paramref name="scope"/> sees it. InvalidArgument for an unknown or empty <paramref name="name"/>.</summary>
    ISnapshotter Snapshotter(RequestScope scope, string name);

    /// <summary>Called after each change; <c>true</c> when it may have made something collectable.</summary>
    /// <returns>Ends the calls when disposed.</returns>
    IDisposable OnMutation(Action<bool> callback);

    /// <summary>Brings the resources of a collector under the collections. AlreadyExists when another has its word.</summary>
    /// <returns>Ends it when disposed.</returns>
    IDisposable Collect(IResourceCollector collector);

    /// <summary>Marks what is referred to, removes the rest, and cleans content store and snapshotters.</summary>
    Task<GcStatistics> CollectAsync(CancellationToken cancellationToken);
}
