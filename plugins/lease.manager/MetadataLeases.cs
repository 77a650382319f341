using PluginHost.Gc;
using PluginHost.Leases;
using PluginHost.Metadata;

namespace PluginHost.Plugins.Leases;

/// <summary>Leases of the metadata, whose deletion can wait for the collector. Both are looked up for each call.</summary>
internal sealed class MetadataLeases : ILeaseManager
{
    private readonly IPluginSet _plugins;

    private MetadataLeases(IPluginSet plugins) => _plugins = plugins;

    /// <summary>Fails when there is no metadata or no collector.</summary>
    public static MetadataLeases Open(IPluginSet plugins)
    {
        _ = plugins.GetSingle<IMetadata>(PluginTypes.Metadata);
        _ = plugins.GetSingle<IGarbageCollector>(PluginTypes.Gc);
        return new MetadataLeases(plugins);
    }

    public ILeaseStore For(RequestScope scope) => _plugins.GetSingle<IMetadata>(PluginTypes.Metadata).Leases(scope);

    public async Task DeleteAsync(RequestScope scope, string id, bool wait, CancellationToken cancellationToken)
    {
        await For(scope).DeleteAsync(id, cancellationToken);
        if (wait)
        {
            await _plugins.GetSingle<IGarbageCollector>(PluginTypes.Gc).CollectAsync(cancellationToken);
        }
    }
}
