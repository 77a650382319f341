using Grpc.Core;
using PluginHost.Proto.Services.SandboxV1;
using PluginHost.Rpc;
using PluginHost.Sandboxes;

namespace PluginHost.Plugins.GrpcServices.Sandboxes;

internal sealed class SandboxesService(Components components) : Store.StoreBase
{
    public override async Task<StoreCreateResponse> Create(StoreCreateRequest request, ServerCallContext context)
        => new()
        {
            Sandbox = (await Records(context).CreateAsync(request.Sandbox.Require("sandbox").ToRecord(), context.CancellationToken)).ToMessage(),
        };

    public override async Task<StoreUpdateResponse> Update(StoreUpdateRequest request, ServerCallContext context)
        => new()
        {
            Sandbox = (await Records(context).UpdateAsync(
                request.Sandbox.Require("sandbox").ToRecord(), request.Fields, context.CancellationToken)).ToMessage(),
        };

    public override async Task<StoreDeleteResponse> Delete(StoreDeleteRequest request, ServerCallContext context)
    {
        await Records(context).DeleteAsync(request.SandboxId, context.CancellationToken);
        return new StoreDeleteResponse();
    }

    public override async Task<StoreListResponse> List(StoreListRequest request, ServerCallContext context)
    {
        StoreListResponse answer = new();
        foreach (SandboxRecord sandbox in await Records(context).ListAsync(request.Filters, context.CancellationToken))
        {
            answer.List.Add(sandbox.ToMessage());
        }

        return answer;
    }

    public override async Task<StoreGetResponse> Get(StoreGetRequest request, ServerCallContext context)
        => new() { Sandbox = (await Records(context).GetAsync(request.SandboxId, context.CancellationToken)).ToMessage() };

    private ISandboxStore Records(ServerCallContext context) => components.Sandboxes.For(context.Scope());
}
