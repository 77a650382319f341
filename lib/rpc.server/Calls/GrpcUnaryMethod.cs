using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

internal sealed class GrpcUnaryMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler) : GrpcServerMethod(method)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(GrpcCall call)
    {
        TRequest request = await call.Requests.ReadSingleAsync(method.RequestMarshaller, call.Aborted);
        TResponse response = await handler(request, call.Context);
        call.Response.Buffer(method.ResponseMarshaller, response);
    }
}
