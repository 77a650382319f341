using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>One call: its requests, its response, its deadline and its end.</summary>
internal sealed class GrpcCall
{
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly IMethod _method;
    private readonly GrpcServerOptions _options;
    private readonly ILogger _logger;
    private readonly long _started;

    public GrpcCall(IFeatureCollection features, IHttpRequestFeature request, IMethod method, GrpcServerOptions options, ILogger logger)
    {
        _lifetime = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _method = method;
        _options = options;
        _logger = logger;
        _started = options.OnCallEnded is null ? 0 : options.Time.GetTimestamp();
        Response = new GrpcResponse(features, options);
        Requests = new GrpcRequestReader(
            features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader, request.Headers, options.MaxReceiveMessageSize);
        Context = new GrpcServerCallContext(this, request, features, options.Time);
    }

    public GrpcRequestReader Requests { get; }

    public GrpcResponse Response { get; }

    public GrpcServerCallContext Context { get; }

    /// <summary>Fires when the client is gone or the server is stopped hard.</summary>
    public CancellationToken Aborted => _lifetime.RequestAborted;

    /// <summary>The status that the handler set; OK unless it did.</summary>
    public RpcStatus HandlerStatus
        => Context.Status.StatusCode == StatusCode.OK
            ? new RpcStatus(StatusCode.OK, "")
            : new RpcStatus(Context.Status.StatusCode, Context.Status.Detail);

    public RpcStatus ToStatus(Exception error)
        => ServerCallErrors.ToStatus(error, _method, Context.IsDeadlineExceeded, Aborted.IsCancellationRequested ? Silence : _logger);

    public async Task EndAsync(RpcStatus status)
    {
        try
        {
            await Response.EndAsync(status, Context.Trailers);
        }
        finally
        {
            Context.Dispose();
            _options.OnCallEnded?.Invoke(_method, status.Code, _options.Time.GetElapsedTime(_started));
        }
    }

    // What a handler says after its client has gone is no news.
    private static ILogger Silence => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
}
