using PluginHost.Diff;
using PluginHost.Events;
using PluginHost.Gc;
using PluginHost.Leases;
using PluginHost.Metadata;
using PluginHost.Runtime;
using PluginHost.Sandboxes;

namespace PluginHost.Plugins.GrpcServices;

/// <summary>The plugins behind the services. Looked up at each use: a plugin may come and go while the daemon runs.</summary>
internal sealed class Components(IPluginSet plugins)
{
    public IMetadata Metadata => plugins.GetSingle<IMetadata>(PluginTypes.Metadata);

    public IEventExchange Events => plugins.GetSingle<IEventExchange>(PluginTypes.Event);

    public IGarbageCollector Collector => plugins.GetSingle<IGarbageCollector>(PluginTypes.Gc);

    public ILeaseManager Leases => plugins.GetSingle<ILeaseManager>(PluginTypes.Lease);

    public ISandboxStores Sandboxes => plugins.GetSingle<ISandboxStores>(PluginTypes.SandboxStore);

    public ITaskRuntime Tasks => plugins.GetSingle<ITaskRuntime>(PluginTypes.RuntimeV2);

    public IDiffApplier Applier => plugins.GetById<IDiffApplier>(PluginTypes.Service, DiffPluginId);

    public IDiffComparer Comparer => plugins.GetById<IDiffComparer>(PluginTypes.Service, DiffPluginId);

    private const string DiffPluginId = "diff-service";
}
