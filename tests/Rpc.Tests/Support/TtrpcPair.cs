using System.Net.Sockets;
using PluginHost.Rpc.Ttrpc;
using Rpc.Tests.Protocol;

namespace Rpc.Tests.Support;

/// <summary>A TTRPC server on a unix socket with the echo service.</summary>
internal sealed class TtrpcPair : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<TtrpcChannel> _channels = [];
    private readonly Task _serving;

    public TtrpcPair(EchoService? service = null, TtrpcServerOptions? options = null)
    {
        Service = service ?? new EchoService();
        Server = new TtrpcServer(options, Logger);
        Server.AddService(Service.Bind());
        Path = _directory.File("s");
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path));
        listener.Listen(128);
        _serving = Server.ServeAsync(listener, CancellationToken.None);
    }

    public EchoService Service { get; }

    public TtrpcServer Server { get; }

    public RecordingLogger Logger { get; } = new();

    public string Path { get; }

    public async Task<TtrpcChannel> ConnectAsync()
    {
        TtrpcChannel channel = await TtrpcChannel.ConnectAsync(Path, null, CancellationToken.None);
        _channels.Add(channel);
        return channel;
    }

    public async Task<Echo.EchoClient> ClientAsync() => new(await ConnectAsync());

    public async Task<RawTtrpc> RawAsync()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        return new RawTtrpc(new NetworkStream(socket, ownsSocket: true));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TtrpcChannel channel in _channels)
        {
            await channel.DisposeAsync();
        }

        await Server.DisposeAsync();
        await _serving.InTime();
        _directory.Dispose();
    }
}
