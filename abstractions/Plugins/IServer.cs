namespace PluginHost.Plugins;

/// <summary>
/// What an instance of type <see cref="PluginTypes.Server"/> implements: it is started when all plugins have been initialised, so that
/// everything it serves is there. It is stopped by its <c>Dispose</c> or <c>DisposeAsync</c>, as one of the first.
/// </summary>
public interface IServer
{
    /// <summary>Returns when the server listens. An exception ends the start of the daemon.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
