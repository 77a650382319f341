using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Proto.Services.EventsV1;
using PluginHost.Proto.Types;
using PluginHost.Rpc;

namespace PluginHost.Plugins.GrpcServices.Events;

internal sealed class EventsService(Components components) : PluginHost.Proto.Services.EventsV1.Events.EventsBase
{
    public override async Task<Empty> Publish(PublishRequest request, ServerCallContext context)
    {
        RequestScope scope;
        try
        {
            scope = context.Scope();
        }
        catch (DaemonException error)
        {
            throw error.Within("failed publishing event");
        }

        await components.Events.PublishAsync(scope, request.Topic, request.Event.ToRecord(), context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Forward(ForwardRequest request, ServerCallContext context)
    {
        await components.Events.ForwardAsync(request.Envelope.Require("envelope").ToRecord(), context.CancellationToken);
        return new Empty();
    }

    public override async Task Subscribe(
        SubscribeRequest request, IServerStreamWriter<Envelope> responseStream, ServerCallContext context)
    {
        IAsyncEnumerable<EventEnvelope> events = components.Events.Subscribe(request.Filters, context.CancellationToken);

        // Tells the client that it is subscribed before the first event comes.
        await context.WriteResponseHeadersAsync([]);
        await foreach (EventEnvelope envelope in events)
        {
            await responseStream.WriteAsync(envelope.ToMessage(), context.CancellationToken);
        }
    }
}
