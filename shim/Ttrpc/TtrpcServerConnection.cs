using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Ttrpc;

/// <summary>Serves one client. Requests run side by side; answers go out as they are ready.</summary>
internal sealed class TtrpcServerConnection : ITtrpcReceiver
{
    private readonly EventLoop _loop;
    private readonly Func<TtrpcRequest, Task<byte[]>> _handler;
    private readonly Action<TtrpcServerConnection> _closed;
    private readonly TtrpcStream _stream;
    private uint _lastStream;

    public TtrpcServerConnection(
        EventLoop loop, SafeFileDescriptor socket, Func<TtrpcRequest, Task<byte[]>> handler, Action<TtrpcServerConnection> closed)
    {
        _loop = loop;
        _handler = handler;
        _closed = closed;
        _stream = new TtrpcStream(loop, socket, this);
    }

    /// <summary>Ends it; what was answered has been sent as far as the client took it.</summary>
    public void Close() => _stream.Close();

    /// <inheritdoc/>
    public void OnFrame(TtrpcFrame frame, ReadOnlySpan<byte> data)
    {
        if (frame.Type == TtrpcFrame.Request)
        {
            OnRequest(frame.Stream, data);
        }
        else if (frame.Type == TtrpcFrame.Data)
        {
            Refuse(frame.Stream, StatusException.InvalidArgumentCode, "StreamID is no longer active");
        }
    }

    /// <inheritdoc/>
    public void OnOversize(TtrpcFrame frame)
        => Refuse(
            frame.Stream,
            StatusException.ResourceExhaustedCode,
            $"message length {frame.Length} exceed maximum message size of {TtrpcFrame.MaxLength}");

    /// <inheritdoc/>
    public void OnClosed() => _closed(this);

    private void OnRequest(uint stream, ReadOnlySpan<byte> data)
    {
        if (stream % 2 == 0)
        {
            Refuse(stream, StatusException.InvalidArgumentCode, "StreamID must be odd for client initiated streams");

            return;
        }

        if (stream <= _lastStream)
        {
            Refuse(stream, StatusException.InvalidArgumentCode, "StreamID cannot be re-used and must increment");

            return;
        }

        _lastStream = stream;
        TtrpcRequest request;
        try
        {
            request = TtrpcRequest.Parse(data);
        }
        catch (InvalidDataException exception)
        {
            Refuse(stream, StatusException.InvalidArgumentCode, $"unmarshal request error: {exception.Message}");

            return;
        }

        _loop.Own(AnswerAsync(stream, request));
    }

    private async Task AnswerAsync(uint stream, TtrpcRequest request)
    {
        try
        {
            Task<byte[]> answer = _handler(request);
            if (request.TimeoutNanoseconds > 0
                && !await _loop.WithinAsync(answer, (int)Math.Clamp(request.TimeoutNanoseconds / 1_000_000, 1, int.MaxValue)))
            {
                // What was begun is finished; only nobody hears of it.
                Refuse(stream, StatusException.DeadlineExceededCode, "context deadline exceeded");
                await answer;

                return;
            }

            byte[] payload = await answer;
            _stream.Send(stream, TtrpcFrame.Response, payload.Length == 0 ? [] : new WireWriter().Bytes(2, payload).Written);
        }
        catch (StatusException exception)
        {
            Refuse(stream, exception.Code, exception.Message);
        }
        catch (InvalidDataException exception)
        {
            Refuse(stream, StatusException.InvalidArgumentCode, exception.Message);
        }
        catch (Exception exception)
        {
            // Whatever it is: who asked gets an answer, and the others are served on.
            Refuse(stream, StatusException.UnknownCode, exception.Message);
        }
    }

    private void Refuse(uint stream, int code, string text)
        => _stream.Send(
            stream, TtrpcFrame.Response, new WireWriter().Message(1, new WireWriter().Number(1, (long)code).Text(2, text)).Written);
}
