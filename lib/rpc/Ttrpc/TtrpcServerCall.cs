using System.Buffers;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>One call that a server answers: runs the handler and sends what the call ends with.</summary>
internal abstract class TtrpcServerCall : IThreadPoolWorkItem
{
    private readonly TtrpcServerConnection _connection;
    private readonly IMethod _method;
    private volatile bool _ended;

    protected TtrpcServerCall(TtrpcServerConnection connection, uint streamId, IMethod method, TtrpcRequest request)
    {
        _connection = connection;
        _method = method;
        StreamId = streamId;
        Context = new TtrpcServerCallContext(method, request, connection.Time, connection.Lost);
    }

    public uint StreamId { get; }

    /// <summary>Whether the client may send data on this stream.</summary>
    public virtual bool ReceivesData => false;

    protected TtrpcServerCallContext Context { get; }

    /// <summary>A data frame for this call.</summary>
    public virtual ValueTask OnDataAsync(TtrpcFlags flags, ReadOnlySequence<byte> payload)
        => throw new InvalidOperationException($"{_method.FullName} receives no data frames.");

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <summary>Sends one message of a stream.</summary>
    public async Task SendDataAsync<T>(Marshaller<T> marshaller, T message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Context.CancellationToken.ThrowIfCancellationRequested();
        if (_ended)
        {
            throw new InvalidOperationException($"{_method.FullName}: the call has ended, nothing more can be sent.");
        }

        using PooledBufferWriter frame = TtrpcFrameWriter.Begin();
        marshaller.ContextualSerializer(message, new MessageSerializationContext(frame));
        TtrpcFrameWriter.Seal(frame, StreamId, TtrpcFrameType.Data, TtrpcFlags.None);
        await _connection.WriteAsync(frame);
    }

    /// <summary>Runs the handler; the frame that ends the call in order.</summary>
    protected abstract Task<PooledBufferWriter> AnswerAsync();

    /// <summary>The handler is done; data that still comes is dropped.</summary>
    protected virtual void OnEnded()
    {
    }

    protected PooledBufferWriter ResponseFrame<T>(Marshaller<T> marshaller, T response)
    {
        using PooledBufferWriter payload = new();
        marshaller.ContextualSerializer(response, new MessageSerializationContext(payload));
        PooledBufferWriter frame = TtrpcFrameWriter.Begin();
        try
        {
            TtrpcResponse.Write(frame, payload.WrittenSpan);
            TtrpcFrameWriter.Seal(frame, StreamId, TtrpcFrameType.Response, TtrpcFlags.None);
            return frame;
        }
        catch (RpcException)
        {
            frame.Dispose();
            throw;
        }
    }

    protected PooledBufferWriter EndOfStreamFrame()
    {
        PooledBufferWriter frame = TtrpcFrameWriter.Begin();
        TtrpcFrameWriter.Seal(frame, StreamId, TtrpcFrameType.Data, TtrpcFlags.RemoteClosed | TtrpcFlags.NoData);
        return frame;
    }

    private async Task RunAsync()
    {
        PooledBufferWriter? frame = null;
        try
        {
            RpcStatus? failure = null;
            try
            {
                frame = await AnswerAsync();
                if (Context.Status.StatusCode != StatusCode.OK)
                {
                    failure = ServerCallErrors.Complete(new RpcStatus(Context.Status.StatusCode, Context.Status.Detail), _method);
                }
            }
            catch (Exception e)
            {
                failure = ServerCallErrors.ToStatus(e, _method, Context.IsDeadlineExceeded, _connection.Logger);
            }

            _ended = true;
            OnEnded();
            if (failure is not null)
            {
                frame?.Dispose();
                frame = TtrpcServerConnection.StatusFrame(StreamId, failure);
            }

            await _connection.WriteLastAsync(frame!);
        }
        finally
        {
            frame?.Dispose();
            Context.Dispose();
            _connection.OnCallEnded(this);
        }
    }
}
