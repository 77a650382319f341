using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PluginHost.Containers;
using PluginHost.Proto.Services.ContainersV1;
using PluginHost.Rpc;

namespace PluginHost.Plugins.GrpcServices.Containers;

internal sealed class ContainersService(Components components, ILogger logger) : PluginHost.Proto.Services.ContainersV1.Containers.ContainersBase
{
    public override async Task<GetContainerResponse> Get(GetContainerRequest request, ServerCallContext context)
        => new() { Container = (await Store(context).GetAsync(request.Id, context.CancellationToken)).ToMessage() };

    public override async Task<ListContainersResponse> List(ListContainersRequest request, ServerCallContext context)
    {
        ListContainersResponse answer = new();
        foreach (ContainerRecord container in await Store(context).ListAsync(request.Filters, context.CancellationToken))
        {
            answer.Containers.Add(container.ToMessage());
        }

        return answer;
    }

    public override async Task ListStream(
        ListContainersRequest request, IServerStreamWriter<ListContainerMessage> responseStream, ServerCallContext context)
    {
        foreach (ContainerRecord container in await Store(context).ListAsync(request.Filters, context.CancellationToken))
        {
            await responseStream.WriteAsync(new ListContainerMessage { Container = container.ToMessage() }, context.CancellationToken);
        }
    }

    public override async Task<CreateContainerResponse> Create(CreateContainerRequest request, ServerCallContext context)
    {
        ContainerRecord container = await new ReservedLabels(components.Metadata, context.Scope(), logger).WithoutThoseOfImageAsync(
            request.Container.Require("container").ToRecord(), context.CancellationToken);
        return new CreateContainerResponse { Container = (await Store(context).CreateAsync(container, context.CancellationToken)).ToMessage() };
    }

    public override async Task<UpdateContainerResponse> Update(UpdateContainerRequest request, ServerCallContext context)
        => new()
        {
            Container = (await Store(context).UpdateAsync(
                request.Container.Require("container").ToRecord(), request.UpdateMask.ToPaths(), context.CancellationToken)).ToMessage(),
        };

    public override async Task<Empty> Delete(DeleteContainerRequest request, ServerCallContext context)
    {
        await Store(context).DeleteAsync(request.Id, context.CancellationToken);
        return new Empty();
    }

    private IContainerStore Store(ServerCallContext context) => components.Metadata.Containers(context.Scope());
}
