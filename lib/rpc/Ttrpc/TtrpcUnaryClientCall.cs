using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>A call of one request and one response.</summary>
internal sealed class TtrpcUnaryClientCall<TRequest, TResponse>(
    TtrpcClientConnection connection,
    Method<TRequest, TResponse> method,
    CallOptions options,
    TimeProvider time) : TtrpcClientCall(connection, method, options, time)
    where TRequest : class
    where TResponse : class
{
    private readonly TaskCompletionSource<TResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AsyncUnaryCall<TResponse> Start(TRequest request)
    {
        Begin(method.RequestMarshaller, request, TtrpcFlags.None);
        return new AsyncUnaryCall<TResponse>(_response.Task, ResponseHeaders, GetStatus, GetTrailers, Cancel);
    }

    public override void OnResponse(TtrpcResponse response)
    {
        if (response.Status is not null)
        {
            End(response.Status);
            return;
        }

        TResponse message;
        try
        {
            message = method.ResponseMarshaller.ContextualDeserializer(new MessageDeserializationContext(response.Payload));
        }
        catch (InvalidProtocolBufferException e)
        {
            End(TtrpcStreamErrors.BadResponse(method, e));
            return;
        }

        if (End(TtrpcStreamErrors.Success))
        {
            _response.TrySetResult(message);
        }
    }

    public override ValueTask OnDataAsync(TtrpcFlags flags, ReadOnlySequence<byte> payload)
    {
        End(new RpcStatus(StatusCode.Internal, $"{method.FullName}: the server sent a stream where one response is expected"));
        return ValueTask.CompletedTask;
    }

    protected override void OnEnded(RpcStatus status)
    {
        if (status.Code != StatusCode.OK)
        {
            _response.TrySetException(status.ToException());
        }
    }
}
