using Microsoft.Extensions.Logging;
using PluginHost.Logging;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Closes plugins in the reverse order of their initialisation. One that fails or hangs does not keep the others from it.
/// </summary>
internal sealed class PluginShutdown(TimeSpan limit, TimeProvider clock, ILogger logger)
{
    public async Task CloseAsync(IEnumerable<PluginEntry> entries)
    {
        foreach (PluginEntry entry in entries.Reverse())
        {
            if (entry.Instance is IAsyncDisposable or IDisposable)
            {
                await CloseAsync(entry);
            }
        }
    }

    private async Task CloseAsync(PluginEntry entry)
    {
        logger.Debug("closing plugin", ("id", entry.Status.Uri), ("type", entry.Status.Type));
        try
        {
            // On a thread of its own: a plugin may block in Dispose, and has the same limit then.
            await Task.Run(() => DisposeAsync(entry.Instance!)).WaitAsync(limit, clock);
        }
        catch (TimeoutException)
        {
            logger.Error("plugin did not close in time", ("id", entry.Status.Uri), ("limit", limit), ("type", entry.Status.Type));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            logger.Error(error, "failed to close plugin", ("id", entry.Status.Uri), ("type", entry.Status.Type));
        }
    }

    private static async Task DisposeAsync(object instance)
    {
        if (instance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            ((IDisposable)instance).Dispose();
        }
    }
}
