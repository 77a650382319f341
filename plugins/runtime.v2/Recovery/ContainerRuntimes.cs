using PluginHost.Containers;
using PluginHost.Errors;
using PluginHost.Metadata;

namespace PluginHost.Plugins.Runtime.Recovery;

/// <summary>What runtime a container's record names.</summary>
internal sealed class ContainerRuntimes(IPluginSet plugins)
{
    /// <summary>The name; empty when the record is gone or can't be read.</summary>
    public async Task<string> NameAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        try
        {
            IMetadata metadata = plugins.GetSingle<IMetadata>(PluginTypes.Metadata);
            ContainerRecord container = await metadata.Containers(new RequestScope(bundle.Namespace)).GetAsync(bundle.Id, cancellationToken);
            return container.RuntimeName;
        }
        catch (DaemonException)
        {
            // A task without a record can be seen, killed and deleted all the same.
            return "";
        }
    }
}
