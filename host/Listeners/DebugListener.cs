using Microsoft.Extensions.Logging;
using PluginHost.Host.Listeners.Http;
using PluginHost.Logging;
using PluginHost.Plugins;

namespace PluginHost.Host.Listeners;

/// <summary>Serves <c>/debug/vars</c> and <c>/debug/pprof/cmdline</c> for people who look into the daemon.</summary>
internal sealed class DebugListener(DebugConfig config, ILogger logger) : IServer, IAsyncDisposable
{
    private HttpServer? _server;

    private bool IsUnix => Path.IsPathRooted(config.Address);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        HttpPage[] pages =
        [
            new("/debug/vars", "application/json; charset=utf-8", static _ => Task.FromResult(DebugVariables.Write())),
            new(
                "/debug/pprof/cmdline",
                "text/plain; charset=utf-8",
                static _ => Task.FromResult(string.Join('\0', Environment.GetCommandLineArgs()))),
        ];
        _server = ListenErrors.Wrap("debug endpoint", () => IsUnix
            ? HttpServer.OnSocket(UnixListenSocket.Bind(config.Address, config.Uid, config.Gid), pages)
            : HttpServer.OnTcp(config.Address, pages));
        try
        {
            await _server.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            throw ListenErrors.Of("debug endpoint", error);
        }

        logger.Info("serving...", ("address", config.Address));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            if (IsUnix)
            {
                UnixListenSocket.Remove(config.Address);
            }
        }
    }
}
