using System.Net.Sockets;
using Grpc.Core;
using PluginHost.Errors;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>
/// A TTRPC client on one connection (ttrpc client.go), for the same generated clients as gRPC. Any number of calls run at once. When
/// the connection ends, for whatever reason, every open call and each later one fails with code Unknown and a text that ends in
/// <c>ttrpc: closed</c>, and then <see cref="Closed"/> completes. A call that is cancelled or out of time is given up on this side only:
/// the protocol has no word for it, the server sees its deadline. Servers before ttrpc 1.2 (containerd 1.6) know only unary calls and answer
/// others with Unimplemented.
/// </summary>
public sealed class TtrpcChannel : ChannelBase, IAsyncDisposable
{
    private const string UnixScheme = "unix://";

    private readonly TtrpcClientConnection _connection;
    private readonly TtrpcCallInvoker _invoker;

    /// <summary>A channel over a connected stream, which it owns from now on.</summary>
    public TtrpcChannel(Stream stream, TtrpcChannelOptions? options = null)
        : this(stream, "ttrpc", options)
    {
    }

    /// <summary>A channel over a connected socket, which it owns from now on.</summary>
    public TtrpcChannel(Socket socket, TtrpcChannelOptions? options = null)
        : this(new NetworkStream(socket, ownsSocket: true), options)
    {
    }

    private TtrpcChannel(Stream stream, string target, TtrpcChannelOptions? options)
        : base(target)
    {
        ArgumentNullException.ThrowIfNull(stream);
        TtrpcChannelOptions settings = options ?? new TtrpcChannelOptions();
        _connection = new TtrpcClientConnection(stream);
        _invoker = new TtrpcCallInvoker(_connection, settings.Time);
    }

    /// <summary>Completes, never with an error, when the connection has ended and all its calls have failed.</summary>
    public Task Closed => _connection.Closed;

    /// <summary>Why the connection ended; null while it lives, or when the peer closed it in order.</summary>
    public Exception? CloseReason => _connection.CloseReason;

    /// <summary>Connects to a unix socket.</summary>
    /// <param name="address">A path, with or without <c>unix://</c> before it.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Gives up connecting.</param>
    /// <exception cref="DaemonException">Unavailable: nobody listens there; the inner exception is the <see cref="SocketException"/>.
    /// InvalidArgument: the path is too long for a unix socket.</exception>
    public static async Task<TtrpcChannel> ConnectAsync(
        string address,
        TtrpcChannelOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        string path = address.StartsWith(UnixScheme, StringComparison.Ordinal) ? address[UnixScheme.Length..] : address;
        Socket socket = await UnixSockets.ConnectAsync(path, cancellationToken);
        return new TtrpcChannel(new NetworkStream(socket, ownsSocket: true), address, options);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Closes the connection; open calls fail.</summary>
    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task ShutdownAsyncCore() => await _connection.DisposeAsync();
}
