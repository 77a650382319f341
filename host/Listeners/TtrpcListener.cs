using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Logging;
using PluginHost.Plugins;
using PluginHost.Rpc;
using PluginHost.Rpc.Ttrpc;

namespace PluginHost.Host.Listeners;

/// <summary>
/// Serves TTRPC to shims, on a unix socket that answers only to the daemon's own user and group (containerd plugins/server/ttrpc).
/// </summary>
internal sealed class TtrpcListener : IServer, IAsyncDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    private readonly TtrpcConfig _config;
    private readonly TtrpcServer _server;
    private readonly ServeFailures _failures;
    private readonly ILogger _logger;
    private Task? _serving;

    public TtrpcListener(TtrpcConfig config, IEnumerable<ITtrpcService> services, ServeFailures failures, ILogger logger)
    {
        _config = config;
        _failures = failures;
        _logger = logger;
        _server = new TtrpcServer(
            new TtrpcServerOptions { RequiredPeer = new(0, LibC.GetEffectiveUid(), LibC.GetEffectiveGid()) }, logger);
        foreach (ITtrpcService service in services)
        {
            _server.AddService(service.Bind());
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Socket socket = ListenErrors.Wrap("main ttrpc endpoint", () => UnixListenSocket.Listen(_config.Address, _config.Uid, _config.Gid));
        _logger.Info("serving...", ("address", _config.Address + " (ttrpc)"));
        _serving = ServeAsync(socket);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(CallLimit);
        await _server.StopAsync(limit.Token);
        await _server.DisposeAsync();
        if (_serving is not null)
        {
            await _serving;
            UnixListenSocket.Remove(_config.Address);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await _server.ServeAsync(socket, CancellationToken.None);
        }
        catch (SocketException error)
        {
            _failures.Report(error);
        }
    }
}
