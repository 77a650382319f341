using Grpc.Core;
using PluginHost.Rpc.Client;
using PluginHost.Rpc.Server;
using PluginHost.Rpc.Ttrpc;
using Rpc.Tests.Protocol;

namespace Rpc.Tests.Support;

/// <summary>A gRPC server on a unix socket with the echo service, and clients of it.</summary>
internal sealed class GrpcPair : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<GrpcChannel> _channels = [];

    private GrpcPair(EchoService? service, Func<GrpcServerOptions, GrpcServerOptions>? configure)
    {
        Path = _directory.File("s");
        PeerCredentials self = PeerCredentials.OfThisProcess();
        GrpcServerOptions options = new();
        Server = new GrpcServer(new UnixEndpoint(Path, self.UserId, self.GroupId), configure?.Invoke(options) ?? options, Logger);
        Definition = (service ?? new EchoService()).Bind();
        Server.AddService(Definition);
    }

    public RecordingLogger Logger { get; } = new();

    public ServerServiceDefinition Definition { get; }

    public GrpcServer Server { get; }

    public string Path { get; }

    public static async Task<GrpcPair> StartAsync(
        EchoService? service = null,
        Func<GrpcServerOptions, GrpcServerOptions>? configure = null)
    {
        GrpcPair pair = new(service, configure);
        await pair.Server.StartAsync(CancellationToken.None);
        return pair;
    }

    public GrpcChannel Channel(GrpcChannelOptions? options = null)
    {
        GrpcChannel channel = GrpcChannel.ForAddress("unix://" + Path, options);
        _channels.Add(channel);
        return channel;
    }

    public Echo.EchoClient Client(GrpcChannelOptions? options = null) => new(Channel(options));

    public async ValueTask DisposeAsync()
    {
        foreach (GrpcChannel channel in _channels)
        {
            channel.Dispose();
        }

        await Server.DisposeAsync();
        _directory.Dispose();
    }
}
