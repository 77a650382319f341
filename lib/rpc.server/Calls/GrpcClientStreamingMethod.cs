using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>A method of many requests and one response.</summary>
internal sealed class GrpcClientStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ClientStreamingServerMethod<TRequest, TResponse> handler,
    GrpcCallSettings settings) : GrpcServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override async Task AnswerAsync(GrpcServerCallContext call)
    {
        TResponse response = await handler(new GrpcServerStreamReader<TRequest>(call, method.RequestMarshaller), call);
        call.WriteSingle(method.ResponseMarshaller, response);
    }
}
