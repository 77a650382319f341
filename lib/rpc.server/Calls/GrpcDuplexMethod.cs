using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>A method of many requests and many responses.</summary>
internal sealed class GrpcDuplexMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    DuplexStreamingServerMethod<TRequest, TResponse> handler,
    GrpcCallSettings settings) : GrpcServerMethod(method, settings)
    where TRequest : class
    where TResponse : class
{
    protected override Task AnswerAsync(GrpcServerCallContext call) => handler(
        new GrpcServerStreamReader<TRequest>(call, method.RequestMarshaller),
        new GrpcServerStreamWriter<TResponse>(call, method.ResponseMarshaller),
        call);
}
