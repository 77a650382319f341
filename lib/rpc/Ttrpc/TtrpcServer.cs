using System.Collections.Concurrent;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>
/// A TTRPC server (ttrpc server.go) for the same service classes as gRPC. Requests of a connection run concurrently; a handler's token
/// fires when the request's time is over, when its connection is lost and when the server is stopped hard. Services can be added and
/// removed while it serves.
/// </summary>
public sealed class TtrpcServer : IAsyncDisposable
{
    private readonly MethodTable<TtrpcServerMethod> _methods = new();
    private readonly ConcurrentDictionary<TtrpcServerConnection, TtrpcServerConnection> _connections = new();
    private readonly ConcurrentDictionary<Socket, Socket> _listeners = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TtrpcServerOptions _options;
    private readonly ILogger _logger;
    private int _disposed;

    /// <summary>A server without services.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="logger">Gets refused peers and connections that broke; null for none.</param>
    public TtrpcServer(TtrpcServerOptions? options = null, ILogger? logger = null)
    {
        _options = options ?? new TtrpcServerOptions();
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Serves the methods of a definition from now on.</summary>
    /// <exception cref="InvalidOperationException">One of the methods is served already.</exception>
    public void AddService(ServerServiceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        TtrpcServiceBinder binder = new();
        definition.BindService(binder);
        _methods.Add(definition, binder.Methods);
    }

    /// <summary>Stops serving the methods of a definition; calls that run go on. False when it was not added.</summary>
    public bool RemoveService(ServerServiceDefinition definition) => _methods.Remove(definition);

    /// <summary>
    /// Accepts connections until the server is stopped or <paramref name="cancellationToken"/> fires; then the listening socket, which
    /// the server owns, is closed. Connections that were accepted live on.
    /// </summary>
    /// <exception cref="SocketException">The socket does not listen, or the system refuses to accept.</exception>
    public async Task ServeAsync(Socket listener, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listener);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancellationToken);
        using (listener)
        {
            _listeners[listener] = listener;
            while (true)
            {
                Socket socket;
                try
                {
                    socket = await listener.AcceptAsync(end.Token);
                }
                catch (Exception e) when (end.IsCancellationRequested
                    && (e is OperationCanceledException or SocketException or ObjectDisposedException))
                {
                    _listeners.TryRemove(listener, out _);
                    return;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.Interrupted)
                {
                    // The peer went away while it waited to be accepted.
                    continue;
                }

                Accept(socket);
            }
        }
    }

    /// <summary>Serves one connection, which the server owns from now on; returns at once.</summary>
    public void Accept(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        TtrpcServerConnection connection = new(stream, _methods, _options.Time, _logger);
        _connections[connection] = connection;
        _ = RunAsync(connection);
        if (_stopping.IsCancellationRequested)
        {
            connection.StopWhenIdle();
        }
    }

    /// <summary>
    /// Stops: listeners close at once, connections when their last call has ended. When <paramref name="cancellationToken"/> fires, the
    /// remaining calls are cancelled and their connections closed.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        foreach (Socket listener in _listeners.Keys)
        {
            listener.Dispose();
        }

        foreach (TtrpcServerConnection connection in _connections.Keys)
        {
            connection.StopWhenIdle();
        }

        await using (cancellationToken.UnsafeRegister(
            static server => ((TtrpcServer)server!).Abort(),
            this))
        {
            await Task.WhenAll(_connections.Keys.Select(connection => connection.Ended));
        }
    }

    /// <summary>Stops without waiting for calls.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await StopAsync(new CancellationToken(canceled: true));
            _stopping.Dispose();
        }
    }

    private void Accept(Socket socket)
    {
        if (_options.RequiredPeer is { } required && !IsPeer(socket, required))
        {
            socket.Dispose();
            return;
        }

        Accept(new NetworkStream(socket, ownsSocket: true));
    }

    private bool IsPeer(Socket socket, PeerCredentials required)
    {
        PeerCredentials peer;
        try
        {
            peer = PeerCredentials.Of(socket);
        }
        catch (SocketException e)
        {
            _logger.LogWarning(e, "ttrpc: refusing connection on handshake: the peer's credentials can't be read");
            return false;
        }

        if (peer.UserId == required.UserId && peer.GroupId == required.GroupId)
        {
            return true;
        }

        _logger.LogWarning(
            "ttrpc: refusing connection on handshake: ttrpc: invalid credentials: peer pid={Pid} uid={Uid} gid={Gid}",
            peer.ProcessId,
            peer.UserId,
            peer.GroupId);
        return false;
    }

    private void Abort()
    {
        foreach (TtrpcServerConnection connection in _connections.Keys)
        {
            connection.Abort();
        }
    }

    private async Task RunAsync(TtrpcServerConnection connection)
    {
        await connection.RunAsync();
        _connections.TryRemove(connection, out _);
    }
}
