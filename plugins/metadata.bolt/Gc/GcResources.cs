using Microsoft.Extensions.Logging;
using PluginHost.Gc;
using PluginHost.Logging;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>The resources of collectors in one collection, as they were listed.</summary>
internal sealed class GcResources
{
    private readonly Dictionary<GcNode, (IResourceCollector Collector, CollectedResource Resource)> _resources = [];
    private readonly ILookup<(string Namespace, string Lease), GcNode> _leased;

    public GcResources(IReadOnlyList<(IResourceCollector Collector, IReadOnlyList<CollectedResource> Resources)> listed)
    {
        foreach ((IResourceCollector collector, IReadOnlyList<CollectedResource> resources) in listed)
        {
            foreach (CollectedResource resource in resources)
            {
                _resources[GcNode.Resource(resource.Namespace, collector.Word, resource.Name)] = (collector, resource);
            }
        }

        _leased = _resources.Where(static entry => entry.Value.Resource.Lease is not null)
            .ToLookup(static entry => (entry.Key.Namespace, entry.Value.Resource.Lease!), static entry => entry.Key);
    }

    public static GcResources None { get; } = new([]);

    public IEnumerable<GcNode> Nodes => _resources.Keys;

    public CollectedResource this[GcNode node] => _resources[node].Resource;

    public IEnumerable<GcNode> LeasedBy(string @namespace, string lease) => _leased[(@namespace, lease)];

    /// <summary>Has the collectors withdraw garbage; what they took.</summary>
    public IReadOnlyList<(IResourceCollector Collector, IReadOnlyList<CollectedResource> Resources)> Withdraw(IEnumerable<GcNode> garbage, ILogger logger)
    {
        List<(IResourceCollector, IReadOnlyList<CollectedResource>)> withdrawn = [];
        foreach (IGrouping<IResourceCollector, CollectedResource> group in garbage.Select(node => _resources[node])
            .GroupBy(static entry => entry.Collector, static entry => entry.Resource))
        {
            try
            {
                IReadOnlyList<CollectedResource> taken = group.Key.Withdraw([.. group]);
                if (taken.Count > 0)
                {
                    withdrawn.Add((group.Key, taken));
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever a collector throws is its own affair; the others' resources have to be released.
                logger.Warn(e, "failed to withdraw resources", ("type", group.Key.Word));
            }
        }

        return withdrawn;
    }
}
