using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Services.TtrpcEventsV1;

namespace PluginHost.Plugins.GrpcServices.Events;

/// <summary>Where shims publish. The namespace of the envelope counts; some shims send no other.</summary>
internal sealed class TtrpcEventsService(Components components) : PluginHost.Proto.Services.TtrpcEventsV1.Events.EventsBase
{
    public override async Task<Empty> Forward(ForwardRequest request, ServerCallContext context)
    {
        await components.Events.ForwardAsync(request.Envelope.Require("envelope").ToRecord(), context.CancellationToken);
        return new Empty();
    }
}
