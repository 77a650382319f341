using Grpc.Core;

namespace PluginHost.Rpc;

/// <summary>An invoker that never blocks a thread: the synchronous methods of generated clients are refused.</summary>
public abstract class AsyncCallInvoker : CallInvoker
{
    /// <summary>Refuses the call.</summary>
    /// <exception cref="NotSupportedException">Always: the asynchronous method is to be called.</exception>
    public sealed override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ArgumentNullException.ThrowIfNull(method);
        throw new NotSupportedException($"{method.FullName}: synchronous calls are not supported, call {method.Name}Async");
    }
}
