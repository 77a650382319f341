using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>The responses of a call.</summary>
internal sealed class GrpcServerStreamWriter<T>(GrpcServerCallContext call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    private WriteOptions? _options;

    public WriteOptions? WriteOptions
    {
        get => _options ?? call.WriteOptions;
        set => _options = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
        => call.WriteAsync(marshaller, message, WriteOptions, cancellationToken);
}
