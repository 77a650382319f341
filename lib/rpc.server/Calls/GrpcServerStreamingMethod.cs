using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

internal sealed class GrpcServerStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler) : GrpcServerMethod(method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(GrpcCall call)
    {
        TRequest request = await call.Requests.ReadSingleAsync(method.RequestMarshaller, call.Aborted);
        await handler(request, new GrpcStreamWriter<TResponse>(call, method.ResponseMarshaller), call.Context);
    }
}
