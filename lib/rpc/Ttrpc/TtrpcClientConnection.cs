using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Sockets;
using Grpc.Core;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>The client's end of a connection: gives each received frame to the call that it belongs to, and ends all calls with it.</summary>
internal sealed class TtrpcClientConnection : ITtrpcFrameHandler, IAsyncDisposable
{
    private const string ClosedText = "ttrpc: closed";

    private readonly ConcurrentDictionary<uint, TtrpcClientCall> _calls = new();
    private readonly Stream _stream;
    private readonly Task _reading;

    // Set once, before the calls are failed: a call that registers later sees it and fails by itself.
    private volatile RpcStatus? _closed;

    public TtrpcClientConnection(Stream stream)
    {
        _stream = stream;
        Writer = new TtrpcFrameWriter(stream);
        _reading = ReadAsync();
    }

    public TtrpcFrameWriter Writer { get; }

    public Task Closed => _reading;

    public Exception? CloseReason { get; private set; }

    /// <summary>Makes a call known under its stream id; null, or the status that it fails with because the connection is closed.</summary>
    public RpcStatus? Open(uint streamId, TtrpcClientCall call)
    {
        _calls[streamId] = call;
        RpcStatus? closed = _closed;
        if (closed is not null)
        {
            _calls.TryRemove(streamId, out _);
        }

        return closed;
    }

    /// <summary>Forgets a call; frames that still come for it are dropped.</summary>
    public void Forget(uint streamId) => _calls.TryRemove(streamId, out _);

    /// <summary>The status of a call whose frame could not be written. The connection's end itself is seen by the reader,
    /// which first delivers the responses that arrived before.</summary>
    public RpcStatus WriteFailed(Exception error) => _closed ?? ClosedStatus(IsEnd(error) ? null : error);

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
    }

    public ValueTask OnFrameAsync(TtrpcFrameHeader header, ReadOnlySequence<byte> payload)
    {
        if (!_calls.TryGetValue(header.StreamId, out TtrpcClientCall? call))
        {
            return ValueTask.CompletedTask;
        }

        switch (header.Type)
        {
            case TtrpcFrameType.Response:
                call.OnResponse(TtrpcResponse.Decode(payload));
                return ValueTask.CompletedTask;
            case TtrpcFrameType.Data:
                return call.OnDataAsync(header.Flags, payload);
            default:
                return ValueTask.CompletedTask;
        }
    }

    public ValueTask OnTooLongAsync(TtrpcFrameHeader header)
    {
        if (_calls.TryGetValue(header.StreamId, out TtrpcClientCall? call))
        {
            call.End(new RpcStatus(StatusCode.ResourceExhausted, TtrpcFrameHeader.TooLong(header.Length)));
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsEnd(Exception error) => error is ObjectDisposedException
        || (error is IOException and not EndOfStreamException
            && error.InnerException is SocketException
            {
                SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown or SocketError.OperationAborted
            });

    private static RpcStatus ClosedStatus(Exception? reason)
        => new(StatusCode.Unknown, reason is null ? ClosedText : $"{reason.Message}: {ClosedText}");

    private async Task ReadAsync()
    {
        // The constructor returns before the first frame is read.
        await Task.Yield();
        Exception? reason = null;
        try
        {
            await new TtrpcFrameReader(_stream, this).RunAsync();
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The peer or this side closed the connection: the plain text says so.
        }
        catch (Exception e)
        {
            // A broken connection, a broken peer or a broken message class: after either nothing more can be read here.
            reason = e;
        }

        CloseReason = reason;
        _closed = ClosedStatus(reason);
        foreach (TtrpcClientCall call in _calls.Values)
        {
            call.End(_closed);
        }

        await _stream.DisposeAsync();
    }
}
