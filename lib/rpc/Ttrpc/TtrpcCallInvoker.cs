using Grpc.Core;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>Makes calls over one TTRPC connection. The host of a call is ignored: TTRPC has no authority.</summary>
internal sealed class TtrpcCallInvoker(TtrpcClientConnection connection, TimeProvider time) : AsyncCallInvoker
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => new TtrpcUnaryClientCall<TRequest, TResponse>(connection, method, options, time).Start(request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        => new TtrpcStreamingClientCall<TRequest, TResponse>(connection, method, options, time).StartServerStreaming(request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        => new TtrpcStreamingClientCall<TRequest, TResponse>(connection, method, options, time).StartClientStreaming();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        => new TtrpcStreamingClientCall<TRequest, TResponse>(connection, method, options, time).StartDuplex();
}
