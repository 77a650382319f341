using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>Turns the methods of a service definition into what the server calls.</summary>
internal sealed class GrpcServiceBinder(GrpcCallSettings settings) : ServiceBinderBase
{
    private readonly List<(IMethod Method, GrpcServerMethod Handler)> _methods = [];

    public IReadOnlyList<(IMethod Method, GrpcServerMethod Handler)> Methods => _methods;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        => Add(new GrpcUnaryMethod<TRequest, TResponse>(method, Needed(method, handler), settings));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        => Add(new GrpcClientStreamingMethod<TRequest, TResponse>(method, Needed(method, handler), settings));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        => Add(new GrpcServerStreamingMethod<TRequest, TResponse>(method, Needed(method, handler), settings));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        => Add(new GrpcDuplexMethod<TRequest, TResponse>(method, Needed(method, handler), settings));

    private static THandler Needed<THandler>(IMethod method, THandler? handler)
        where THandler : class
        => handler ?? throw new ArgumentException($"{method.FullName} has no handler: bind the service with its instance", nameof(handler));

    private void Add(GrpcServerMethod handler) => _methods.Add((handler.Method, handler));
}
