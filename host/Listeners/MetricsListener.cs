using Microsoft.Extensions.Logging;
using PluginHost.Host.Listeners.Http;
using PluginHost.Host.Listeners.Metrics;
using PluginHost.Logging;
using PluginHost.Plugins;

namespace PluginHost.Host.Listeners;

/// <summary>Serves <c>/v1/metrics</c> in Prometheus' text format over TCP.</summary>
internal sealed class MetricsListener(MetricsConfig config, DaemonVersion version, IPluginSet plugins, ILogger logger) : IServer, IAsyncDisposable
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterCollector _collector = new();
    private HttpServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        PluginMetrics sources = new(plugins, logger);
        HttpPage page = new(
            "/v1/metrics",
            TextFormat,
            async token => PrometheusText.Write([.. ProcessMetrics.Read(version), .. _collector.Read(), .. await sources.ReadAsync(token)]));
        _server = ListenErrors.Wrap("metrics endpoint", () => HttpServer.OnTcp(config.Address, [page]));
        try
        {
            await _server.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            throw ListenErrors.Of("metrics endpoint", error);
        }

        logger.Info("serving...", ("address", config.Address));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _collector.Dispose();
    }
}
