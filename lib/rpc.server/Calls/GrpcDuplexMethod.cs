using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

internal sealed class GrpcDuplexMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler) : GrpcServerMethod(method)
    where TRequest : class
    where TResponse : class
{
    protected override Task HandleAsync(GrpcCall call)
        => handler(
            new GrpcStreamReader<TRequest>(call, method.RequestMarshaller),
            new GrpcStreamWriter<TResponse>(call, method.ResponseMarshaller),
            call.Context);
}
