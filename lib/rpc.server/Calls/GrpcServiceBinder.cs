using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>Collects what answers the methods of a definition.</summary>
internal sealed class GrpcServiceBinder : ServiceBinderBase
{
    private readonly List<(IMethod Method, GrpcServerMethod Handler)> _methods = [];

    public IReadOnlyList<(IMethod Method, GrpcServerMethod Handler)> Methods => _methods;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        => _methods.Add((method, new GrpcUnaryMethod<TRequest, TResponse>(method, Needed(method, handler))));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        => _methods.Add((method, new GrpcClientStreamingMethod<TRequest, TResponse>(method, Needed(method, handler))));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        => _methods.Add((method, new GrpcServerStreamingMethod<TRequest, TResponse>(method, Needed(method, handler))));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        => _methods.Add((method, new GrpcDuplexMethod<TRequest, TResponse>(method, Needed(method, handler))));

    private static THandler Needed<THandler>(IMethod method, THandler? handler)
        where THandler : class
        => handler ?? throw new ArgumentException($"{method.FullName} has no handler: bind the service with its instance", nameof(handler));
}
