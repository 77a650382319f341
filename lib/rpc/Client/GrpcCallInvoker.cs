using Grpc.Core;

namespace PluginHost.Rpc.Client;

/// <summary>Makes calls over one channel.</summary>
internal sealed class GrpcCallInvoker(HttpMessageInvoker http, Uri baseAddress, GrpcChannelOptions settings) : AsyncCallInvoker
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        GrpcClientCall<TRequest, TResponse> call = Call(method, host, options);
        call.Start(request);
        return new AsyncUnaryCall<TResponse>(
            call.ReadSingleAsync(), call.ResponseHeaders, call.GetStatus, call.GetTrailers, call.Cancel);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        GrpcClientCall<TRequest, TResponse> call = Call(method, host, options);
        call.Start(request);
        return new AsyncServerStreamingCall<TResponse>(
            new GrpcClientStreamReader<TRequest, TResponse>(call), call.ResponseHeaders, call.GetStatus, call.GetTrailers, call.Cancel);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        GrpcClientCall<TRequest, TResponse> call = Call(method, host, options);
        GrpcClientStreamWriter<TRequest, TResponse> writer = new(call, call.StartStream());
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            writer, call.ReadSingleAsync(), call.ResponseHeaders, call.GetStatus, call.GetTrailers, call.Cancel);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        GrpcClientCall<TRequest, TResponse> call = Call(method, host, options);
        GrpcClientStreamWriter<TRequest, TResponse> writer = new(call, call.StartStream());
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            writer,
            new GrpcClientStreamReader<TRequest, TResponse>(call),
            call.ResponseHeaders,
            call.GetStatus,
            call.GetTrailers,
            call.Cancel);
    }

    private GrpcClientCall<TRequest, TResponse> Call<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class
        => new(http, new Uri(baseAddress, method.FullName), method, host, options, settings);
}
