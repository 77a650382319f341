using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PluginHost.Rpc.Server.Authority;
using PluginHost.Rpc.Server.Calls;

namespace PluginHost.Rpc.Server;

/// <summary>
/// A gRPC server on Kestrel, made without a host builder so that it is up quickly. Services may be added and removed while it runs. Its limits are those of
/// grpc-go's server: as many streams as clients want, no minimum data rate, connections kept for ever.
/// </summary>
public sealed class GrpcServer : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly GrpcCallSettings _settings;
    private readonly MethodTable<GrpcServerMethod> _methods = new();
    private readonly ConcurrentDictionary<EndPoint, Socket> _sockets = new();
    private bool _stopped;

    /// <summary>A server that listens at <paramref name="endpoint"/> once it is started.</summary>
    public GrpcServer(GrpcEndpoint endpoint, GrpcServerOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        Endpoint = endpoint;
        _settings = new GrpcCallSettings(options, logger);

        KestrelServerOptions kestrel = KestrelLimits.Lifted();
        kestrel.Listen(endpoint.Address, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (endpoint is UnixEndpoint)
            {
                listen.AcceptAnyAuthority();
            }

            if (endpoint.Tls is { } tls)
            {
                listen.Use(next => new TlsConnection(tls, logger, next).HandleAsync);
            }
        });
        SocketTransportOptions transport = new() { CreateBoundListenSocket = address => _sockets[address] };
        _kestrel = new KestrelServer(
            Options.Create(kestrel), new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
    }

    public GrpcEndpoint Endpoint { get; }

    /// <summary>Where the server listens; for a TCP endpoint with port 0 the port that the kernel chose. Set by <see cref="StartAsync"/>.</summary>
    public EndPoint? LocalAddress { get; private set; }

    /// <summary>The methods that are served now.</summary>
    public IReadOnlyList<IMethod> Methods => _methods.Methods;

    /// <summary>Adds the methods of a definition; they answer at once.</summary>
    /// <exception cref="InvalidOperationException">One of them is served already.</exception>
    public void AddService(ServerServiceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        GrpcServiceBinder binder = new(_settings);
        definition.BindService(binder);
        _methods.Add(definition, binder.Methods);
    }

    /// <summary>Removes the methods of a definition; calls under way go on. False if it was not added.</summary>
    public bool RemoveService(ServerServiceDefinition definition) => _methods.Remove(definition);

    /// <summary>Binds and listens.</summary>
    /// <exception cref="Errors.DaemonException">The address cannot be had; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Socket socket = Endpoint.Bind();
        LocalAddress = socket.LocalEndPoint;
        _sockets[Endpoint.Address] = socket;
        try
        {
            await _kestrel.StartAsync(new GrpcApplication(_methods), cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes no new calls, lets those under way end within <paramref name="grace"/>, then cuts them off. Safe to repeat.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        using CancellationTokenSource limit = new(grace);

        // The socket's file goes with the socket, and only with it: a server that could not bind leaves the one that is there alone.
        await _kestrel.StopAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _kestrel.Dispose();
    }
}
