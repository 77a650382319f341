using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

internal sealed class GrpcClientStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler) : GrpcServerMethod(method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(GrpcCall call)
    {
        TResponse response = await handler(new GrpcStreamReader<TRequest>(call, method.RequestMarshaller), call.Context);
        call.Response.Buffer(method.ResponseMarshaller, response);
    }
}
