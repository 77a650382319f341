using System.Buffers;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

using Metadata = Grpc.Core.Metadata;

/// <summary>One call of a client: sends its request, and ends exactly once, by the response, its deadline, its token or the connection.</summary>
internal abstract class TtrpcClientCall(TtrpcClientConnection connection, IMethod method, CallOptions options, TimeProvider time)
{
    private const int NanosecondsPerTick = 100;

    private CancellationTokenRegistration _cancellation;
    private ITimer? _timer;
    private RpcStatus? _status;
    private uint _streamId;

    /// <summary>TTRPC has no metadata before the response.</summary>
    public static Task<Metadata> ResponseHeaders { get; } = Task.FromResult(Metadata.Empty);

    protected TtrpcClientConnection Connection => connection;

    protected uint StreamId => _streamId;

    /// <summary>Completes, never with an error, when the request frame is written or the call is over.</summary>
    protected Task Sent { get; private set; } = Task.CompletedTask;

    protected bool HasEnded => Volatile.Read(ref _status) is not null;

    public Status GetStatus() => EndStatus() is { } status ? new Status(status.Code, status.Message) : throw NotEnded();

    public Metadata GetTrailers() => (EndStatus() ?? throw NotEnded()).ToException().Trailers;

    /// <summary>Cancels the call unless it has ended.</summary>
    public void Cancel() => End(StatusMapping.Cancelled(deadlineExceeded: false));

    /// <summary>A response frame came.</summary>
    public abstract void OnResponse(TtrpcResponse response);

    /// <summary>A data frame came.</summary>
    public abstract ValueTask OnDataAsync(TtrpcFlags flags, ReadOnlySequence<byte> payload);

    /// <summary>Ends the call; only the first end counts, and true is returned for it alone.</summary>
    public bool End(RpcStatus status)
    {
        if (Interlocked.CompareExchange(ref _status, status, null) is not null)
        {
            return false;
        }

        connection.Forget(Volatile.Read(ref _streamId));
        ReleaseLimits();
        OnEnded(status);
        return true;
    }

    /// <summary>The call is over; runs once.</summary>
    protected abstract void OnEnded(RpcStatus status);

    /// <summary>The status that the call ended with, or null.</summary>
    protected RpcStatus? EndStatus() => Volatile.Read(ref _status);

    /// <summary>Sends the request, with a first message or without.</summary>
    protected void Begin<TRequest>(Marshaller<TRequest> marshaller, TRequest? message, TtrpcFlags flags)
        where TRequest : class
    {
        TimeSpan? remaining = CallDeadline.Remaining(options, time);
        if (options.CancellationToken.IsCancellationRequested || remaining == TimeSpan.Zero)
        {
            End(StatusMapping.Cancelled(deadlineExceeded: !options.CancellationToken.IsCancellationRequested));
            return;
        }

        PooledBufferWriter frame = TtrpcFrameWriter.Begin();
        try
        {
            using PooledBufferWriter payload = new();
            if (message is not null)
            {
                marshaller.ContextualSerializer(message, new MessageSerializationContext(payload));
            }

            long nanoseconds = remaining is { } left ? left.Ticks * NanosecondsPerTick : 0;
            TtrpcRequest.Write(frame, method, payload.WrittenSpan, nanoseconds, options.Headers);
            TtrpcFrameWriter.Seal(frame, 0, TtrpcFrameType.Request, flags);
        }
        catch (RpcException tooLong)
        {
            frame.Dispose();
            End(RpcStatus.Of(tooLong));
            return;
        }

        Limit(remaining);
        Sent = SendRequestAsync(frame);
    }

    private static InvalidOperationException NotEnded() => new("The call has not ended: it has no status yet.");

    private void Limit(TimeSpan? remaining)
    {
        if (remaining is { } left && left < CallDeadline.LongestTimer)
        {
            _timer = time.CreateTimer(
                static call => ((TtrpcClientCall)call!).End(StatusMapping.Cancelled(deadlineExceeded: true)),
                this,
                left,
                Timeout.InfiniteTimeSpan);
        }

        if (options.CancellationToken.CanBeCanceled)
        {
            _cancellation = options.CancellationToken.UnsafeRegister(static call => ((TtrpcClientCall)call!).Cancel(), this);
        }

        if (HasEnded)
        {
            ReleaseLimits();
        }
    }

    private void ReleaseLimits()
    {
        _timer?.Dispose();
        _cancellation.Unregister();
    }

    private async Task SendRequestAsync(PooledBufferWriter frame)
    {
        try
        {
            await connection.Writer.WriteRequestAsync(frame, Opened);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            End(connection.WriteFailed(e));
        }
        finally
        {
            frame.Dispose();
        }
    }

    private bool Opened(uint streamId)
    {
        if (HasEnded)
        {
            return false;
        }

        Volatile.Write(ref _streamId, streamId);
        if (connection.Open(streamId, this) is { } closed)
        {
            End(closed);
            return false;
        }

        if (HasEnded)
        {
            // It ended before it was known: nobody else forgets it.
            connection.Forget(streamId);
            return false;
        }

        return true;
    }
}
