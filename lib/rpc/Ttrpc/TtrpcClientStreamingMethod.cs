using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>A method of many requests and one response.</summary>
internal sealed class TtrpcClientStreamingMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ClientStreamingServerMethod<TRequest, TResponse> handler) : TtrpcServerMethod
    where TRequest : class
    where TResponse : class
{
    public override TtrpcServerCall Open(TtrpcServerConnection connection, TtrpcFrameHeader header, TtrpcRequest request)
        => new Call(connection, header, method, request, handler);

    private sealed class Call(
        TtrpcServerConnection connection,
        TtrpcFrameHeader header,
        Method<TRequest, TResponse> method,
        TtrpcRequest request,
        ClientStreamingServerMethod<TRequest, TResponse> handler)
        : TtrpcReceivingServerCall<TRequest>(connection, header, method, method.RequestMarshaller, request)
    {
        protected override async Task<PooledBufferWriter> AnswerAsync()
        {
            TResponse response = await handler(Requests, Context);
            return ResponseFrame(method.ResponseMarshaller, response);
        }
    }
}
