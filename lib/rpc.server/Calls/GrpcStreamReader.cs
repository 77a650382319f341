using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

internal sealed class GrpcStreamReader<T>(GrpcCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message: MoveNext has not found one.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        CancellationToken token = cancellationToken.CanBeCanceled ? cancellationToken : call.Context.CancellationToken;
        _current = await call.Requests.ReadAsync(marshaller, token);
        return _current is not null;
    }
}
