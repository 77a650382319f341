using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace PluginHost.Rpc.Server.Calls;

using Metadata = Grpc.Core.Metadata;

/// <summary>What a handler sees of its call. Headers and tokens are made when they are asked for: most calls ask for few.</summary>
internal sealed class GrpcServerCallContext : ServerCallContext, IDisposable
{
    private const string TimeoutHeader = "grpc-timeout";

    private readonly GrpcCall _call;
    private readonly IHttpRequestFeature _request;
    private readonly IFeatureCollection _features;
    private readonly CancellationTokenSource? _deadline;
    private CancellationTokenSource? _linked;
    private Metadata? _headers;
    private Metadata? _trailers;

    public GrpcServerCallContext(GrpcCall call, IHttpRequestFeature request, IFeatureCollection features, TimeProvider time)
    {
        _call = call;
        _request = request;
        _features = features;
        DeadlineCore = DateTime.MaxValue;
        if (request.Headers.TryGetValue(TimeoutHeader, out StringValues text) && GrpcTimeout.TryParse(text.ToString(), out TimeSpan timeout))
        {
            DeadlineCore = CallDeadline.After(timeout, time);
            if (timeout < CallDeadline.LongestTimer)
            {
                _deadline = new CancellationTokenSource(timeout, time);
            }
        }
    }

    public bool IsDeadlineExceeded => _deadline is { IsCancellationRequested: true };

    /// <summary>The trailers that the handler set, or null.</summary>
    public Metadata? Trailers => _trailers;

    protected override string MethodCore => _request.Path;

    protected override string HostCore => _request.Headers.Host.ToString();

    protected override string PeerCore
        => _features.Get<IHttpConnectionFeature>() is { RemoteIpAddress: { } address } connection
            ? $"{(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4")}:{address}:{connection.RemotePort}"
            : "unix:";

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore => _headers ??= GrpcHeaders.Received(_request.Headers);

    protected override CancellationToken CancellationTokenCore
    {
        get
        {
            if (_deadline is null)
            {
                return _call.Aborted;
            }

            _linked ??= CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, _call.Aborted);
            return _linked.Token;
        }
    }

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    public void Dispose()
    {
        _linked?.Dispose();
        _deadline?.Dispose();
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
        => _call.Response.SendHeadersAsync(responseHeaders, CancellationToken);
}
