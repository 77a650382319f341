using Grpc.Core;

namespace PluginHost.Rpc.Client;

/// <summary>The responses of a call. A cancelled wait cancels the call.</summary>
internal sealed class GrpcClientStreamReader<TRequest, TResponse>(GrpcClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? _current;

    public TResponse Current => _current ?? throw new InvalidOperationException("There is no current message: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = null;
        await using (cancellationToken.UnsafeRegister(static call => ((GrpcClientCall<TRequest, TResponse>)call!).Cancel(), call))
        {
            _current = await call.ReadAsync();
        }

        return _current is not null;
    }
}
