using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>A call of many requests, many responses or both (ttrpc 1.2 and later).</summary>
internal sealed class TtrpcStreamingClientCall<TRequest, TResponse>(
    TtrpcClientConnection connection,
    Method<TRequest, TResponse> method,
    CallOptions options,
    TimeProvider time) : TtrpcClientCall(connection, method, options, time), IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly TtrpcMessageQueue<TResponse> _responses = new();
    private readonly TaskCompletionSource<TResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResponse? _message;
    private bool _requestsCompleted;

    public WriteOptions? WriteOptions { get; set; }

    public AsyncServerStreamingCall<TResponse> StartServerStreaming(TRequest request)
    {
        _requestsCompleted = true;
        Begin(method.RequestMarshaller, request, TtrpcFlags.RemoteClosed);
        return new AsyncServerStreamingCall<TResponse>(_responses, ResponseHeaders, GetStatus, GetTrailers, Cancel);
    }

    public AsyncClientStreamingCall<TRequest, TResponse> StartClientStreaming()
    {
        Begin(method.RequestMarshaller, null, TtrpcFlags.RemoteOpen);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            this, _response.Task, ResponseHeaders, GetStatus, GetTrailers, Cancel);
    }

    public AsyncDuplexStreamingCall<TRequest, TResponse> StartDuplex()
    {
        Begin(method.RequestMarshaller, null, TtrpcFlags.RemoteOpen);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            this, _responses, ResponseHeaders, GetStatus, GetTrailers, Cancel);
    }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        if (_requestsCompleted)
        {
            throw new InvalidOperationException($"{method.FullName}: the request stream is completed.");
        }

        await WriteFrameAsync(message, TtrpcFlags.None, cancellationToken);
    }

    public async Task CompleteAsync()
    {
        if (!_requestsCompleted)
        {
            _requestsCompleted = true;
            await WriteFrameAsync(null, TtrpcFlags.RemoteClosed | TtrpcFlags.NoData, CancellationToken.None);
        }
    }

    public override void OnResponse(TtrpcResponse response)
    {
        if (response.Status is not null)
        {
            End(response.Status);
        }
        else if (TryDecode(response.Payload) is { } message)
        {
            _message = message;
            End(TtrpcStreamErrors.Success);
        }
    }

    public override async ValueTask OnDataAsync(TtrpcFlags flags, ReadOnlySequence<byte> payload)
    {
        if (!flags.HasFlag(TtrpcFlags.NoData))
        {
            if (TryDecode(payload) is not { } message)
            {
                return;
            }

            await _responses.AddAsync(message);
        }

        if (flags.HasFlag(TtrpcFlags.RemoteClosed))
        {
            End(TtrpcStreamErrors.Success);
        }
    }

    protected override void OnEnded(RpcStatus status)
    {
        _ended.TrySetResult();
        if (status.Code == StatusCode.OK)
        {
            _responses.Complete();
            if (_message is not null)
            {
                _response.TrySetResult(_message);
            }
            else if (method.Type == MethodType.ClientStreaming)
            {
                _response.TrySetException(new RpcException(new Status(StatusCode.Internal, $"{method.FullName}: the server sent no response")));
            }

            return;
        }

        RpcException error = status.ToException();
        _responses.Complete(error);
        _response.TrySetException(error);
        if (method.Type != MethodType.ClientStreaming)
        {
            // Nobody holds this task then; its error is told by the stream.
            _ = _response.Task.Exception;
        }
    }

    private TResponse? TryDecode(ReadOnlySequence<byte> payload)
    {
        try
        {
            return method.ResponseMarshaller.ContextualDeserializer(new MessageDeserializationContext(payload));
        }
        catch (InvalidProtocolBufferException e)
        {
            End(TtrpcStreamErrors.BadResponse(method, e));
            return null;
        }
    }

    /// <summary>Writes one data frame. When the call ends first, the write goes on without a waiter: a half frame would break the connection.</summary>
    private async Task WriteFrameAsync(TRequest? message, TtrpcFlags flags, CancellationToken cancellationToken)
    {
        await Sent.WaitAsync(cancellationToken);
        ThrowIfEnded();
        PooledBufferWriter frame = TtrpcFrameWriter.Begin();
        Task writing;
        try
        {
            if (message is not null)
            {
                method.RequestMarshaller.ContextualSerializer(message, new MessageSerializationContext(frame));
            }

            TtrpcFrameWriter.Seal(frame, StreamId, TtrpcFrameType.Data, flags);
            writing = SendAsync(frame);
        }
        catch (Exception)
        {
            frame.Dispose();
            throw;
        }

        await Task.WhenAny(writing, _ended.Task).WaitAsync(cancellationToken);
        if (!writing.IsCompleted)
        {
            ThrowIfEnded();
        }
    }

    private async Task SendAsync(PooledBufferWriter frame)
    {
        try
        {
            await Connection.Writer.WriteAsync(frame);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            End(Connection.WriteFailed(e));
        }
        finally
        {
            frame.Dispose();
        }
    }

    private void ThrowIfEnded()
    {
        if (EndStatus() is { } status)
        {
            throw status.Code == StatusCode.OK
                ? new InvalidOperationException($"{method.FullName}: the server has ended the call.")
                : status.ToException();
        }
    }
}
