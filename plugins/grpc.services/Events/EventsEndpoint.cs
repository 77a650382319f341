using Grpc.Core;
using PluginHost.Rpc;

namespace PluginHost.Plugins.GrpcServices.Events;

/// <summary>The events service on both transports: clients use gRPC, shims TTRPC.</summary>
internal sealed class EventsEndpoint(Components components) : IGrpcService, ITtrpcService
{
    ServerServiceDefinition IGrpcService.Bind()
        => PluginHost.Proto.Services.EventsV1.Events.BindService(new EventsService(components));

    ServerServiceDefinition ITtrpcService.Bind()
        => PluginHost.Proto.Services.TtrpcEventsV1.Events.BindService(new TtrpcEventsService(components));
}
