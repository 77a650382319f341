using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Leases;
using PluginHost.Proto.Services.LeasesV1;
using PluginHost.Rpc;
using Lease = PluginHost.Leases.Lease;
using LeaseMessage = PluginHost.Proto.Services.LeasesV1.Lease;

namespace PluginHost.Plugins.GrpcServices.Leases;

internal sealed class LeasesService(Components components) : PluginHost.Proto.Services.LeasesV1.Leases.LeasesBase
{
    public override async Task<CreateResponse> Create(CreateRequest request, ServerCallContext context)
        => new()
        {
            Lease = Message(await Store(context).CreateAsync(
                request.Id, new Dictionary<string, string>(request.Labels), context.CancellationToken)),
        };

    public override async Task<Empty> Delete(DeleteRequest request, ServerCallContext context)
    {
        await components.Leases.DeleteAsync(context.Scope(), request.Id, request.Sync, context.CancellationToken);
        return new Empty();
    }

    public override async Task<ListResponse> List(ListRequest request, ServerCallContext context)
    {
        ListResponse answer = new();
        foreach (Lease lease in await Store(context).ListAsync(request.Filters, context.CancellationToken))
        {
            answer.Leases.Add(Message(lease));
        }

        return answer;
    }

    public override async Task<Empty> AddResource(AddResourceRequest request, ServerCallContext context)
    {
        await Store(context).AddResourceAsync(request.Id, Record(request.Resource), context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> DeleteResource(DeleteResourceRequest request, ServerCallContext context)
    {
        await Store(context).DeleteResourceAsync(request.Id, Record(request.Resource), context.CancellationToken);
        return new Empty();
    }

    public override async Task<ListResourcesResponse> ListResources(ListResourcesRequest request, ServerCallContext context)
    {
        ListResourcesResponse answer = new();
        foreach (LeaseResource resource in await Store(context).ListResourcesAsync(request.Id, context.CancellationToken))
        {
            answer.Resources.Add(new Resource { Id = resource.Id, Type = resource.Type });
        }

        return answer;
    }

    private static LeaseResource Record(Resource? message)
        => message is null
            ? throw PluginHost.Errors.DaemonException.InvalidArgument("resource must be set")
            : new LeaseResource(message.Id, message.Type);

    private static LeaseMessage Message(Lease lease)
    {
        LeaseMessage message = new() { Id = lease.Id, CreatedAt = lease.CreatedAt.ToMessage() };
        message.Labels.Fill(lease.Labels);
        return message;
    }

    private ILeaseStore Store(ServerCallContext context) => components.Leases.For(context.Scope());
}
