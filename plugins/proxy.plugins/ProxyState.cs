using Microsoft.Extensions.Logging;
using PluginHost.Logging;

namespace PluginHost.Plugins.Proxy;

/// <summary>Tells the log once that the process has gone, and once that it is back.</summary>
internal sealed class ProxyState(string uri, string address, ILogger logger)
{
    private int _failed;

    public void Failed(string reason)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            logger.Warn("proxy plugin does not answer", ("address", address), ("error", reason), ("id", uri));
        }
    }

    public void Answered()
    {
        if (Volatile.Read(ref _failed) != 0 && Interlocked.Exchange(ref _failed, 0) != 0)
        {
            logger.Info("proxy plugin answers again", ("address", address), ("id", uri));
        }
    }
}
