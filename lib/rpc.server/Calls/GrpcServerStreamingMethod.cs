using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>A method of one request and many responses.</summary>
internal sealed class GrpcServerStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServerStreamingServerMethod<TRequest, TResponse> handler,
    GrpcCallSettings settings) : GrpcServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task AnswerAsync(GrpcServerCallContext call)
    {
        TRequest request = await call.ReadSingleAsync(method.RequestMarshaller);
        await handler(request, new GrpcServerStreamWriter<TResponse>(call, method.ResponseMarshaller), call);
    }
}
