using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>The requests of a call.</summary>
internal sealed class GrpcServerStreamReader<T>(GrpcServerCallContext call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = null;
        _current = await call.ReadAsync(marshaller, cancellationToken);
        return _current is not null;
    }
}
