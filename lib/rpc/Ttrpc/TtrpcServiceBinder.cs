using Grpc.Core;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>Turns the methods of a service definition into what a TTRPC connection calls.</summary>
internal sealed class TtrpcServiceBinder : ServiceBinderBase
{
    private readonly List<(IMethod Method, TtrpcServerMethod Handler)> _methods = [];

    public IReadOnlyList<(IMethod Method, TtrpcServerMethod Handler)> Methods => _methods;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        => Add(method, new TtrpcUnaryMethod<TRequest, TResponse>(method, Needed(method, handler)));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        => Add(method, new TtrpcClientStreamingMethod<TRequest, TResponse>(method, Needed(method, handler)));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        => Add(method, new TtrpcServerStreamingMethod<TRequest, TResponse>(method, Needed(method, handler)));

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        => Add(method, new TtrpcDuplexMethod<TRequest, TResponse>(method, Needed(method, handler)));

    private static THandler Needed<THandler>(IMethod method, THandler? handler)
        where THandler : class
        => handler ?? throw new ArgumentException($"{method.FullName} has no handler: bind the service with its instance", nameof(handler));

    private void Add(IMethod method, TtrpcServerMethod handler) => _methods.Add((method, handler));
}
