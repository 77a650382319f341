using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>A method of one request and one response.</summary>
internal sealed class GrpcUnaryMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    UnaryServerMethod<TRequest, TResponse> handler,
    GrpcCallSettings settings) : GrpcServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task AnswerAsync(GrpcServerCallContext call)
    {
        TRequest request = await call.ReadSingleAsync(method.RequestMarshaller);
        TResponse response = await handler(request, call);
        call.WriteSingle(method.ResponseMarshaller, response);
    }
}
