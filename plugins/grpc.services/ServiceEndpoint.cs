using Grpc.Core;
using PluginHost.Rpc;

namespace PluginHost.Plugins.GrpcServices;

/// <summary>A bound service, as the listeners take it.</summary>
internal sealed class ServiceEndpoint(ServerServiceDefinition definition) : IGrpcService
{
    public ServerServiceDefinition Bind() => definition;
}
