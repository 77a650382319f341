using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using PluginHost.Rpc.Protocol;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Client;

using Metadata = Grpc.Core.Metadata;

/// <summary>One call of a client: an HTTP request whose response ends, once, with a status.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither timer nor parent; who cancels late must not meet a disposed one.")]
internal sealed class GrpcClientCall<TRequest, TResponse>(
    HttpMessageInvoker http,
    Uri uri,
    Method<TRequest, TResponse> method,
    string? host,
    CallOptions options,
    GrpcChannelOptions settings)
    where TRequest : class
    where TResponse : class
{
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<GrpcMessageReader?> _opening = Task.FromResult<GrpcMessageReader?>(null);
    private CancellationTokenRegistration _cancellation;
    private ITimer? _timer;
    private HttpContent? _content;
    private HttpResponseMessage? _response;
    private CallEnd? _end;
    private volatile bool _deadlineExceeded;

    public IMethod Method => method;

    public Task<Metadata> ResponseHeaders => _headers.Task;

    public Status GetStatus() => (_end ?? throw NotEnded()).Status;

    public Metadata GetTrailers() => (_end ?? throw NotEnded()).Trailers;

    /// <summary>Cancels the call unless it has ended.</summary>
    public void Cancel()
    {
        if (_end is null)
        {
            _abort.Cancel();
            EndWithError(new OperationCanceledException());
        }
    }

    /// <summary>Sends a request of one message.</summary>
    public void Start(TRequest message)
    {
        ArrayBufferWriter<byte> body = new();
        try
        {
            new GrpcMessageWriter(body, settings.MaxSendMessageSize).Write(method.RequestMarshaller, message);
        }
        catch (RpcException tooLarge)
        {
            End(tooLarge.Status, tooLarge.Trailers);
            return;
        }

        Send(new GrpcRequestContent(body.WrittenMemory));
    }

    /// <summary>Sends the headers of a request whose messages follow.</summary>
    public GrpcRequestStream StartStream()
    {
        GrpcRequestStream stream = new();
        Send(stream);
        return stream;
    }

    /// <summary>The one response of a call.</summary>
    public async Task<TResponse> ReadSingleAsync()
    {
        TResponse? response = await ReadAsync();
        if (response is null)
        {
            throw GrpcErrors.NoResponse();
        }

        if (await ReadAsync() is not null)
        {
            Cancel();
            throw new RpcException(new Status(StatusCode.Internal, $"{method.FullName}: the server sent more than one response"));
        }

        return response;
    }

    /// <summary>The next response; null when the call has ended well.</summary>
    /// <exception cref="RpcException">The call has ended otherwise.</exception>
    public async Task<TResponse?> ReadAsync()
    {
        try
        {
            if (_end is null && await _opening is { } reader)
            {
                TResponse? message = await reader.ReadAsync(method.ResponseMarshaller, _abort.Token);
                if (message is not null)
                {
                    return message;
                }

                EndWithTrailers();
            }
        }
        catch (Exception e)
        {
            EndWithError(e);
        }

        return _end is { Status.StatusCode: StatusCode.OK } ? null : throw EndException();
    }

    /// <summary>Sends a request of a stream.</summary>
    public async Task WriteAsync(GrpcRequestStream stream, TRequest message, CancellationToken cancellationToken)
    {
        using PooledBufferWriter body = new();
        new GrpcMessageWriter(body, settings.MaxSendMessageSize).Write(method.RequestMarshaller, message);
        try
        {
            await using (cancellationToken.UnsafeRegister(static call => ((GrpcClientCall<TRequest, TResponse>)call!).Cancel(), this))
            {
                Stream http2 = await stream.Opened;
                await http2.WriteAsync(body.WrittenMemory, _abort.Token);
                await http2.FlushAsync(_abort.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException)
        {
            // The server, the deadline or the caller ended the call; the response tells which.
            if (e is OperationCanceledException && _abort.IsCancellationRequested)
            {
                EndWithError(e);
            }

            await (method.Type == MethodType.ClientStreaming ? _ended.Task : _opening);
            throw _end is null ? new RpcException(GrpcResponseStatus.OfError(e)) : EndException();
        }
    }

    private static InvalidOperationException NotEnded() => new("The call has not ended: it has no status yet.");

    private RpcException EndException() => _end is { Status.StatusCode: not StatusCode.OK } end
        ? new RpcException(end.Status, end.Trailers)
        : new RpcException(new Status(StatusCode.Internal, $"{method.FullName}: the server has ended the call"));

    private void Send(HttpContent content)
    {
        _content = content;
        TimeSpan? remaining = CallDeadline.Remaining(options, settings.Time);
        if (options.CancellationToken.IsCancellationRequested || remaining == TimeSpan.Zero)
        {
            _deadlineExceeded = !options.CancellationToken.IsCancellationRequested;
            EndWithError(new OperationCanceledException());
            return;
        }

        HttpRequestMessage request = new(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.Host = host;
        AddMetadata(request);
        if (remaining is { } left)
        {
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(left));
            if (left < CallDeadline.LongestTimer)
            {
                _timer = settings.Time.CreateTimer(
                    static call => ((GrpcClientCall<TRequest, TResponse>)call!).OnDeadline(), this, left, Timeout.InfiniteTimeSpan);
            }
        }

        _cancellation = options.CancellationToken.UnsafeRegister(
            static call => ((GrpcClientCall<TRequest, TResponse>)call!).Cancel(), this);
        _opening = OpenAsync(request);
    }

    private void AddMetadata(HttpRequestMessage request)
    {
        if (options.Headers is null)
        {
            return;
        }

        foreach (Metadata.Entry entry in options.Headers)
        {
            request.Headers.TryAddWithoutValidation(entry.Key, GrpcMetadata.ToHeader(entry));
        }
    }

    private void OnDeadline()
    {
        _deadlineExceeded = true;
        Cancel();
    }

    /// <summary>Sends the request; the reader of its response, or null when the call has ended.</summary>
    private async Task<GrpcMessageReader?> OpenAsync(HttpRequestMessage request)
    {
        try
        {
            HttpResponseMessage response = await http.SendAsync(request, _abort.Token);
            _response = response;
            if (_end is not null)
            {
                // Cancelled in this moment: who ended the call saw no response to dispose.
                response.Dispose();
                return null;
            }

            if (GrpcResponseStatus.Find(response.Headers) is { } status)
            {
                End(status, GrpcResponseStatus.Metadata(response.Headers));
                return null;
            }

            if (GrpcResponseStatus.OfForeign(response) is { } foreign)
            {
                End(foreign, GrpcResponseStatus.Metadata(response.Headers));
                return null;
            }

            _headers.TrySetResult(GrpcResponseStatus.Metadata(response.Headers));
            string? encoding = response.Headers.NonValidated.TryGetValues(GrpcHeaders.Encoding, out HeaderStringValues values) ? values.ToString() : null;
            Stream body = await response.Content.ReadAsStreamAsync(_abort.Token);
            return new GrpcMessageReader(
                PipeReader.Create(body), settings.MaxReceiveMessageSize, encoding, GrpcErrors.UndecodableMessage);
        }
        catch (Exception e)
        {
            EndWithError(e);
            return null;
        }
    }

    private void EndWithTrailers()
    {
        HttpResponseHeaders trailers = _response!.TrailingHeaders;
        End(
            GrpcResponseStatus.Find(trailers)
                ?? new Status(StatusCode.Internal, "server closed the stream without sending trailers"),
            GrpcResponseStatus.Metadata(trailers));
    }

    private void EndWithError(Exception error)
    {
        if (_abort.IsCancellationRequested || error is OperationCanceledException)
        {
            RpcStatus cancelled = StatusMapping.Cancelled(_deadlineExceeded);
            End(new Status(cancelled.Code, cancelled.Message, error), Metadata.Empty);
        }
        else
        {
            End(GrpcResponseStatus.OfError(error), Metadata.Empty);
        }
    }

    private void End(Status status, Metadata trailers)
    {
        if (Interlocked.CompareExchange(ref _end, new CallEnd(status, trailers), null) is not null)
        {
            return;
        }

        _timer?.Dispose();
        _cancellation.Unregister();
        _headers.TrySetResult(Metadata.Empty);
        _ended.TrySetResult();
        (_content as GrpcRequestStream)?.Abandon();
        _response?.Dispose();
    }

    private sealed record CallEnd(Status Status, Metadata Trailers);
}
