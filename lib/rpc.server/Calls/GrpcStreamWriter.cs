using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

internal sealed class GrpcStreamWriter<T>(GrpcCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, call.Context.CancellationToken);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
        => await call.Response.SendAsync(marshaller, message, cancellationToken);
}
