using Grpc.Core;

namespace PluginHost.Rpc.Ttrpc;

using Metadata = Grpc.Core.Metadata;

/// <summary>
/// What a handler knows of a TTRPC call. The protocol has neither response headers nor trailers: what a handler puts there stays here.
/// </summary>
internal sealed class TtrpcServerCallContext : ServerCallContext, IDisposable
{
    private const int NanosecondsPerTick = 100;

    private readonly IMethod _method;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _end;
    private Metadata? _trailers;

    public TtrpcServerCallContext(IMethod method, TtrpcRequest request, TimeProvider time, CancellationToken connectionLost)
    {
        _method = method;
        RequestHeadersCore = request.Metadata;
        CancellationTokenCore = connectionLost;
        DeadlineCore = DateTime.MaxValue;
        if (request.TimeoutNanoseconds == 0)
        {
            return;
        }

        TimeSpan timeout = TimeSpan.FromTicks(Math.Max(0, request.TimeoutNanoseconds / NanosecondsPerTick));
        DeadlineCore = CallDeadline.After(timeout, time);
        if (timeout < CallDeadline.LongestTimer)
        {
            _deadline = new CancellationTokenSource(timeout, time);
            _end = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, connectionLost);
            CancellationTokenCore = _end.Token;
        }
    }

    public bool IsDeadlineExceeded => _deadline is { IsCancellationRequested: true };

    protected override string MethodCore => _method.FullName;

    protected override string HostCore => "";

    protected override string PeerCore => "unix:";

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore { get; }

    protected override CancellationToken CancellationTokenCore { get; }

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    public void Dispose()
    {
        _end?.Dispose();
        _deadline?.Dispose();
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
