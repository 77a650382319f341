using PluginHost.Metadata;
using PluginHost.Sandboxes;

namespace PluginHost.Plugins.SandboxStore;

/// <summary>Sandboxes of the metadata, which is looked up for each call.</summary>
internal sealed class MetadataSandboxes : ISandboxStores
{
    private readonly IPluginSet _plugins;

    private MetadataSandboxes(IPluginSet plugins) => _plugins = plugins;

    /// <summary>Fails when there is no metadata.</summary>
    public static MetadataSandboxes Open(IPluginSet plugins)
    {
        _ = plugins.GetSingle<IMetadata>(PluginTypes.Metadata);
        return new MetadataSandboxes(plugins);
    }

    public ISandboxStore For(RequestScope scope) => _plugins.GetSingle<IMetadata>(PluginTypes.Metadata).Sandboxes(scope);
}
