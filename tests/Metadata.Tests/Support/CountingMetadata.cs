using PluginHost;
using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Gc;
using PluginHost.Images;
using PluginHost.Leases;
using PluginHost.Metadata;
using PluginHost.Namespaces;
using PluginHost.Sandboxes;
using PluginHost.Snapshots;

namespace Metadata.Tests.Support;

/// <summary>Metadata that can do nothing but be collected and tell of changes.</summary>
internal sealed class CountingMetadata : IMetadata
{
    private Action<bool> _callback = static _ => { };

    public int Collections { get; private set; }

    /// <summary>What a collection does, given its number.</summary>
    public Func<int, CancellationToken, Task<GcStatistics>> Collection { get; set; }
        = static (number, _) => Task.FromResult(new GcStatistics(TimeSpan.Zero, number));

    public INamespaceStore Namespaces => throw new InvalidOperationException("there are no stores");

    public IReadOnlyList<string> Snapshotters => [];

    public IContainerStore Containers(RequestScope scope) => throw new InvalidOperationException("there are no stores");

    public IImageStore Images(RequestScope scope) => throw new InvalidOperationException("there are no stores");

    public ILeaseStore Leases(RequestScope scope) => throw new InvalidOperationException("there are no stores");

    public IContentStore Content(RequestScope scope) => throw new InvalidOperationException("there are no stores");

    public ISandboxStore Sandboxes(RequestScope scope) => throw new InvalidOperationException("there are no stores");

    public ISnapshotter Snapshotter(RequestScope scope, string name) => throw new InvalidOperationException("there are no stores");

    public IDisposable OnMutation(Action<bool> callback)
    {
        _callback = callback;
        return new Subscription(this);
    }

    public IDisposable Collect(IResourceCollector collector) => throw new InvalidOperationException("there are no stores");

    public void Mutate(bool collectable) => _callback(collectable);

    public Task<GcStatistics> CollectAsync(CancellationToken cancellationToken) => Collection(++Collections, cancellationToken);

    private sealed class Subscription(CountingMetadata owner) : IDisposable
    {
        public void Dispose() => owner._callback = static _ => { };
    }
}
