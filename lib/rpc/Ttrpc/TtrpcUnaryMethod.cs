using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>A method of one request and one response.</summary>
internal sealed class TtrpcUnaryMethod<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    UnaryServerMethod<TRequest, TResponse> handler) : TtrpcServerMethod
    where TRequest : class
    where TResponse : class
{
    public override TtrpcServerCall Open(TtrpcServerConnection connection, TtrpcFrameHeader header, TtrpcRequest request)
    {
        TRequest message = method.RequestMarshaller.ContextualDeserializer(new MessageDeserializationContext(request.Payload));
        return new Call(connection, header.StreamId, method, request, handler, message);
    }

    private sealed class Call(
        TtrpcServerConnection connection,
        uint streamId,
        Method<TRequest, TResponse> method,
        TtrpcRequest request,
        UnaryServerMethod<TRequest, TResponse> handler,
        TRequest message) : TtrpcServerCall(connection, streamId, method, request)
    {
        protected override async Task<PooledBufferWriter> AnswerAsync()
        {
            TResponse response = await handler(message, Context);
            return ResponseFrame(method.ResponseMarshaller, response);
        }
    }
}
