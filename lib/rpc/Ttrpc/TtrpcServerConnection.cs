using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>The server's end of a connection: reads requests, starts their calls, and ends with the last of them or with the peer.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Handlers that outlive the connection still have its token, which owns no timer and no handle.")]
internal sealed class TtrpcServerConnection(
    Stream stream,
    MethodTable<TtrpcServerMethod> methods,
    TimeProvider time,
    ILogger logger) : ITtrpcFrameHandler
{
    // Characters of an error that are sent; a frame has room for a good deal more.
    private const int LongestText = 64 * 1024;

    private readonly TtrpcFrameWriter _writer = new(stream);
    private readonly ConcurrentDictionary<uint, TtrpcServerCall> _receiving = new();
    private readonly Lock _state = new();

    private readonly CancellationTokenSource _lost = new();

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Both under _state: calls whose last frame is not written yet, and whether the connection ends with the last of them.
    private int _activeCalls;
    private bool _stopping;

    private uint _lastStreamId;

    /// <summary>Fires when the connection is lost or closed.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Completes when the connection has ended.</summary>
    public Task Ended => _ended.Task;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>A sealed frame that ends a call with an error.</summary>
    public static PooledBufferWriter StatusFrame(uint streamId, RpcStatus status)
    {
        PooledBufferWriter frame = TtrpcFrameWriter.Begin();
        TtrpcResponse.Write(frame, status.Message.Length <= LongestText ? status : new RpcStatus(status.Code, status.Message[..LongestText]));
        TtrpcFrameWriter.Seal(frame, streamId, TtrpcFrameType.Response, TtrpcFlags.None);
        return frame;
    }

    /// <summary>Serves until the connection ends.</summary>
    public async Task RunAsync()
    {
        // The accept loop goes on at once.
        await Task.Yield();
        try
        {
            await new TtrpcFrameReader(stream, this).RunAsync();
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The peer went away, or this server closes the connection; its calls are cancelled below.
        }
        catch (IOException e)
        {
            logger.LogWarning("ttrpc: connection ended: {Reason}", e.Message);
        }
        catch (Exception e)
        {
            // A message class that fails in an unforeseen way costs this connection, not the process.
            logger.LogError(e, "ttrpc: connection ended by an unexpected error");
        }
        finally
        {
            await stream.DisposeAsync();
            await _lost.CancelAsync();
            _ended.SetResult();
        }
    }

    /// <summary>Closes the connection as soon as no call is open.</summary>
    public void StopWhenIdle()
    {
        bool idle;
        lock (_state)
        {
            _stopping = true;
            idle = _activeCalls == 0;
        }

        if (idle)
        {
            stream.Dispose();
        }
    }

    /// <summary>Closes the connection now; its calls are cancelled.</summary>
    public void Abort() => stream.Dispose();

    public ValueTask OnFrameAsync(TtrpcFrameHeader header, ReadOnlySequence<byte> payload) => header.Type switch
    {
        TtrpcFrameType.Request or TtrpcFrameType.Data when header.StreamId % 2 == 0
            => RefuseAsync(header.StreamId, TtrpcStreamErrors.EvenStreamId),
        TtrpcFrameType.Request => OnRequestAsync(header, payload),
        TtrpcFrameType.Data => _receiving.TryGetValue(header.StreamId, out TtrpcServerCall? call)
            ? call.OnDataAsync(header.Flags, payload)
            : RefuseAsync(header.StreamId, TtrpcStreamErrors.NoActiveStream),
        _ => ValueTask.CompletedTask,
    };

    public ValueTask OnTooLongAsync(TtrpcFrameHeader header)
        => RefuseAsync(header.StreamId, new RpcStatus(Grpc.Core.StatusCode.ResourceExhausted, TtrpcFrameHeader.TooLong(header.Length)));

    /// <summary>Writes a frame of a call.</summary>
    /// <exception cref="OperationCanceledException">The connection is lost.</exception>
    public async Task WriteAsync(PooledBufferWriter frame)
    {
        try
        {
            await _writer.WriteAsync(frame);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new OperationCanceledException("ttrpc: closed", e, Lost);
        }
    }

    /// <summary>Writes the frame that ends a call; when the connection is lost, nobody waits for it.</summary>
    public async Task WriteLastAsync(PooledBufferWriter frame)
    {
        try
        {
            await _writer.WriteAsync(frame);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            logger.LogDebug(e, "ttrpc: response not sent, the connection is closed");
        }
    }

    public void OnCallEnded(TtrpcServerCall call)
    {
        _receiving.TryRemove(call.StreamId, out _);
        bool idle;
        lock (_state)
        {
            _activeCalls--;
            idle = _stopping && _activeCalls == 0;
        }

        if (idle)
        {
            stream.Dispose();
        }
    }

    private static bool IsEnd(Exception error) => error is ObjectDisposedException
        || (error is IOException
            && error.InnerException is SocketException
            {
                SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown or SocketError.OperationAborted
            });

    private ValueTask OnRequestAsync(TtrpcFrameHeader header, ReadOnlySequence<byte> payload)
    {
        if (header.StreamId <= _lastStreamId)
        {
            return RefuseAsync(header.StreamId, TtrpcStreamErrors.StreamIdReused);
        }

        _lastStreamId = header.StreamId;
        TtrpcServerCall call;
        try
        {
            TtrpcRequest request = TtrpcRequest.Decode(payload);
            IReadOnlyDictionary<string, TtrpcServerMethod>? service = methods.FindService(request.Service);
            if (service is null)
            {
                return RefuseAsync(header.StreamId, TtrpcStreamErrors.UnknownService(request.Service));
            }

            if (!service.TryGetValue(request.Method, out TtrpcServerMethod? method))
            {
                return RefuseAsync(header.StreamId, TtrpcStreamErrors.UnknownMethod(request.Method));
            }

            call = method.Open(this, header, request);
        }
        catch (Exception e) when (e is FormatException or InvalidProtocolBufferException)
        {
            return RefuseAsync(header.StreamId, TtrpcStreamErrors.BadRequest(e));
        }

        if (call.ReceivesData)
        {
            _receiving[header.StreamId] = call;
        }

        lock (_state)
        {
            _activeCalls++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false);
        return ValueTask.CompletedTask;
    }

    private async ValueTask RefuseAsync(uint streamId, RpcStatus status)
    {
        using PooledBufferWriter frame = StatusFrame(streamId, status);
        await WriteLastAsync(frame);
    }
}
