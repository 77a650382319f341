using Grpc.Core;

namespace PluginHost.Rpc.Client;

/// <summary>The requests of a call.</summary>
internal sealed class GrpcClientStreamWriter<TRequest, TResponse>(
    GrpcClientCall<TRequest, TResponse> call,
    GrpcRequestStream stream) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        if (_completed)
        {
            throw new InvalidOperationException($"{call.Method.FullName}: the request stream is completed.");
        }

        return call.WriteAsync(stream, message, cancellationToken);
    }

    public Task CompleteAsync()
    {
        _completed = true;
        stream.Complete();
        return Task.CompletedTask;
    }
}
