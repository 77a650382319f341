using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using PluginHost.Rpc.Protocol;

namespace PluginHost.Rpc.Server.Calls;

using Metadata = Grpc.Core.Metadata;

/// <summary>
/// One call: what its handler knows of it, and the way of its messages. What a handler seldom asks for (metadata, trailers, the token)
/// is made when it is asked for.
/// </summary>
internal sealed class GrpcServerCallContext : ServerCallContext, IDisposable
{
    private readonly IFeatureCollection _features;
    private readonly IMethod _method;
    private readonly GrpcCallSettings _settings;
    private readonly IHttpRequestFeature _request;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly Lock _lazy = new();

    private GrpcMessageReader? _reader;
    private GrpcMessageWriter? _writer;
    private PipeWriter? _body;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private CancellationTokenSource? _deadline;
    private CancellationTokenSource? _end;
    private CancellationToken? _token;
    private TimeSpan? _timeout;
    private long _begun;
    private DateTime _deadlineTime = DateTime.MaxValue;
    private int _writing;
    private bool _headersSent;
    private volatile bool _ended;

    public GrpcServerCallContext(IFeatureCollection features, IMethod method, GrpcCallSettings settings)
    {
        _features = features;
        _method = method;
        _settings = settings;
        _request = features.GetRequiredFeature<IHttpRequestFeature>();
        _response = features.GetRequiredFeature<IHttpResponseFeature>();
        _lifetime = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
    }

    protected override string MethodCore => _method.FullName;

    protected override string HostCore => _ended ? "" : _request.Headers.Host.ToString();

    protected override string PeerCore
        => !_ended && _features.Get<IHttpConnectionFeature>() is { RemoteIpAddress: { } address } connection
            ? $"{(address.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6")}:{new IPEndPoint(address, connection.RemotePort)}"
            : "unix:";

    protected override DateTime DeadlineCore => _deadlineTime;

    protected override Metadata RequestHeadersCore
    {
        get
        {
            lock (_lazy)
            {
                return _requestHeaders ??= ReadMetadata();
            }
        }
    }

    protected override CancellationToken CancellationTokenCore
    {
        get
        {
            lock (_lazy)
            {
                return _token ??= MakeToken();
            }
        }
    }

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    private bool IsDeadlineExceeded
        => _timeout is { } timeout && (_deadline is { IsCancellationRequested: true } || _settings.Time.GetElapsedTime(_begun) >= timeout);

    private GrpcMessageReader Reader => _reader ?? throw new InvalidOperationException($"{_method.FullName}: the call has not begun.");

    /// <summary>Reads what the request's headers say of the call.</summary>
    /// <exception cref="RpcException">They can't be understood.</exception>
    public void Begin()
    {
        string? timeout = _request.Headers[GrpcHeaders.Timeout];
        if (timeout is not null)
        {
            if (!GrpcTimeout.TryParse(timeout, out TimeSpan left))
            {
                throw GrpcErrors.MalformedTimeout(timeout);
            }

            _begun = _settings.Time.GetTimestamp();
            _timeout = left;
            _deadlineTime = CallDeadline.After(left, _settings.Time);
        }

        string? encoding = _request.Headers[GrpcHeaders.Encoding];
        if (encoding is not (null or "" or GrpcHeaders.Identity or GrpcHeaders.Gzip))
        {
            throw GrpcErrors.UnknownEncoding(encoding);
        }

        _reader = new GrpcMessageReader(
            _features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader,
            _settings.ReceiveLimit,
            encoding,
            _method.Type == MethodType.Unary ? GrpcErrors.UndecodableRequest : GrpcErrors.UndecodableMessage);
    }

    /// <summary>The one request of a call.</summary>
    public async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
        => await ReadAsync(marshaller, CancellationToken.None) ?? throw GrpcErrors.NoRequest();

    /// <summary>The next request of a stream, null at its end.</summary>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        ThrowIfEnded();
        using CancellationTokenSource? linked = _timeout is not null && cancellationToken.CanBeCanceled && cancellationToken != _token
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, CancellationTokenCore)
            : null;

        // Without a deadline Kestrel itself ends the read when the client goes away.
        CancellationToken token = linked?.Token ?? (_timeout is not null ? CancellationTokenCore : cancellationToken);
        try
        {
            return await Reader.ReadAsync(marshaller, token);
        }
        catch (IOException e)
        {
            throw new OperationCanceledException("the client ended the call", e, CancellationTokenCore);
        }
    }

    /// <summary>Writes the one response of a call; it goes out together with the status.</summary>
    public void WriteSingle<T>(Marshaller<T> marshaller, T message)
    {
        if (StatusCore.StatusCode == StatusCode.OK)
        {
            Write(marshaller, message);
        }
    }

    /// <summary>Writes a response of a stream; completes when it is on its way and there is room for the next.</summary>
    public async Task WriteAsync<T>(Marshaller<T> marshaller, T message, WriteOptions? options, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        cancellationToken.ThrowIfCancellationRequested();
        CancellationTokenCore.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _writing, 1) == 1)
        {
            throw new InvalidOperationException($"{_method.FullName}: only one write at a time, await the last one first.");
        }

        try
        {
            Write(marshaller, message);
            if (options?.Flags.HasFlag(WriteFlags.BufferHint) == true)
            {
                return;
            }

            await FlushAsync(cancellationToken.CanBeCanceled ? cancellationToken : CancellationTokenCore);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    /// <summary>The status of a call whose handler threw.</summary>
    public RpcStatus Fail(Exception error)
    {
        if (error is RpcException rpc)
        {
            foreach (Metadata.Entry entry in rpc.Trailers)
            {
                if (entry.Key != RpcStatus.DetailsTrailer)
                {
                    ResponseTrailersCore.Add(entry);
                }
            }
        }

        return ServerCallErrors.ToStatus(error, _method, IsDeadlineExceeded, _settings.Logger);
    }

    /// <summary>Puts the status where the response ends. Returns the status that is sent.</summary>
    public RpcStatus End(RpcStatus status)
    {
        _ended = true;
        if (_writer is { IsBroken: true })
        {
            // Half a message is on its way: only a reset tells the client.
            _lifetime.Abort();
            return status;
        }

        RpcStatus sent = ServerCallErrors.Complete(status, _method);
        IHeaderDictionary headers;
        if (_headersSent)
        {
            headers = _features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        }
        else
        {
            headers = _response.Headers;
            headers.ContentType = GrpcHeaders.ContentType;
        }

        if (_trailers is not null)
        {
            try
            {
                AddMetadata(headers, _trailers);
            }
            catch (ArgumentException e)
            {
                sent = new RpcStatus(StatusCode.Internal, e.Message);
            }
        }

        GrpcStatusHeaders.Write(headers, sent);
        return sent;
    }

    public void Dispose()
    {
        _end?.Dispose();
        _deadline?.Dispose();
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ThrowIfEnded();
        if (_headersSent)
        {
            throw new InvalidOperationException($"{_method.FullName}: the response headers are sent already.");
        }

        AddMetadata(_response.Headers, responseHeaders);
        SendHeaders();
        await FlushAsync(CancellationTokenCore);
    }

    private static void AddMetadata(IHeaderDictionary headers, Metadata metadata)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            string value = GrpcMetadata.ToHeader(entry);
            headers[entry.Key] = StringValues.Concat(headers[entry.Key], value);
        }
    }

    private void Write<T>(Marshaller<T> marshaller, T message)
    {
        SendHeaders();
        _writer ??= new GrpcMessageWriter(_body!, _settings.SendLimit);
        _writer.Write(marshaller, message);
    }

    /// <summary>From here on the response has a body: the status comes in the trailers.</summary>
    private void SendHeaders()
    {
        if (!_headersSent)
        {
            _response.Headers.ContentType = GrpcHeaders.ContentType;
            _body = _features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
            _headersSent = true;
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        FlushResult result = await _body!.FlushAsync(cancellationToken);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("the client ended the call", CancellationTokenCore);
        }
    }

    private Metadata ReadMetadata()
    {
        if (_ended)
        {
            return Metadata.Empty;
        }

        Metadata metadata = [];
        foreach ((string name, StringValues values) in _request.Headers)
        {
            string lower = name.ToLowerInvariant();
            if (GrpcMetadata.IsMetadata(lower))
            {
                foreach (string? value in values)
                {
                    GrpcMetadata.AddReceived(metadata, lower, value);
                }
            }
        }

        return metadata.Freeze();
    }

    private CancellationToken MakeToken()
    {
        if (_ended)
        {
            return new CancellationToken(canceled: true);
        }

        if (_timeout is not { } timeout || timeout > CallDeadline.LongestTimer)
        {
            return _lifetime.RequestAborted;
        }

        TimeSpan left = timeout - _settings.Time.GetElapsedTime(_begun);
        _deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _settings.Time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, _lifetime.RequestAborted);
        return _end.Token;
    }

    private void ThrowIfEnded()
    {
        if (_ended)
        {
            throw new InvalidOperationException($"{_method.FullName}: the call has ended.");
        }
    }
}
