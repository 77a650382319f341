using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>A call to which the client sends a stream.</summary>
internal abstract class TtrpcReceivingServerCall<TRequest> : TtrpcServerCall
    where TRequest : class
{
    private readonly Marshaller<TRequest> _marshaller;
    private readonly TtrpcMessageQueue<TRequest> _requests = new();

    protected TtrpcReceivingServerCall(
        TtrpcServerConnection connection,
        TtrpcFrameHeader header,
        IMethod method,
        Marshaller<TRequest> marshaller,
        TtrpcRequest request)
        : base(connection, header.StreamId, method, request)
    {
        _marshaller = marshaller;
        if (!request.Payload.IsEmpty)
        {
            // A message that rode in the request: the queue is empty, it has room.
            _requests.TryAdd(marshaller.ContextualDeserializer(new MessageDeserializationContext(request.Payload)));
        }

        if (header.Flags.HasFlag(TtrpcFlags.RemoteClosed))
        {
            _requests.Complete();
        }
    }

    public override bool ReceivesData => true;

    protected IAsyncStreamReader<TRequest> Requests => _requests;

    public override async ValueTask OnDataAsync(TtrpcFlags flags, ReadOnlySequence<byte> payload)
    {
        if (flags.HasFlag(TtrpcFlags.RemoteClosed))
        {
            _requests.Complete(payload.IsEmpty ? null : TtrpcStreamErrors.DataWithClose.ToException());
            return;
        }

        if (flags.HasFlag(TtrpcFlags.NoData))
        {
            return;
        }

        TRequest message;
        try
        {
            message = _marshaller.ContextualDeserializer(new MessageDeserializationContext(payload));
        }
        catch (InvalidProtocolBufferException e)
        {
            _requests.Complete(TtrpcStreamErrors.BadRequest(e).ToException());
            return;
        }

        await _requests.AddAsync(message);
    }

    protected override void OnEnded() => _requests.Complete();
}
