using Grpc.Core;
using PluginHost.Plugins.Metadata.Gc.Reports;
using PluginHost.Proto.Services.GcV1;
using PluginHost.Rpc;

namespace PluginHost.Plugins.Metadata.Service;

/// <summary>The service <c>pluginhost.services.gc.v1.GarbageCollection</c>, as the listeners take it.</summary>
internal sealed class GcEndpoint(IPluginSet plugins) : IGrpcService
{
    public ServerServiceDefinition Bind() => GarbageCollection.BindService(new GcService(() => GcReports.Of(plugins)));
}
