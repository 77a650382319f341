using Grpc.Core;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>The stream that a handler sends.</summary>
internal sealed class TtrpcServerStreamWriter<T>(TtrpcServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken) => call.SendDataAsync(marshaller, message, cancellationToken);
}
