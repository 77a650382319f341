using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>A method of many requests and many responses.</summary>
internal sealed class TtrpcDuplexMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    DuplexStreamingServerMethod<TRequest, TResponse> handler) : TtrpcServerMethod
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
        DuplexStreamingServerMethod<TRequest, TResponse> handler)
        : TtrpcReceivingServerCall<TRequest>(connection, header, method, method.RequestMarshaller, request)
    {
        protected override async Task<PooledBufferWriter> AnswerAsync()
        {
            await handler(Requests, new TtrpcServerStreamWriter<TResponse>(this, method.ResponseMarshaller), Context);
            return EndOfStreamFrame();
        }
    }
}
