using Grpc.Core;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins;
using PluginHost.Rpc.Server;

namespace PluginHost.Host.Listeners;

/// <summary>Serves gRPC (containerd plugins/server/grpc). It is stopped hard: open calls are cancelled.</summary>
/// <param name="name">As errors call it.</param>
/// <param name="address">As the log shows it.</param>
/// <param name="endpoint">Where it serves.</param>
/// <param name="options">How it serves.</param>
/// <param name="services">What it serves.</param>
/// <param name="logger">Gets unexpected errors of handlers too.</param>
internal sealed class GrpcListener(
    string name,
    string address,
    GrpcEndpoint endpoint,
    GrpcServerOptions options,
    IReadOnlyList<ServerServiceDefinition> services,
    ILogger logger) : IServer, IAsyncDisposable
{
    private GrpcServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (endpoint is UnixEndpoint unix)
            {
                UnixListenSocket.Prepare(unix.Path, unix.Uid, unix.Gid);
            }

            _server = new GrpcServer(endpoint, options, logger);
            foreach (ServerServiceDefinition service in services)
            {
                _server.AddService(service);
            }

            await _server.StartAsync(cancellationToken);
        }
        catch (Exception error) when (error is StartException or DaemonException or IOException or InvalidOperationException)
        {
            throw ListenErrors.Of(name, error);
        }

        logger.Info("serving...", ("address", address));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
