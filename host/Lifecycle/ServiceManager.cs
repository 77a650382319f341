using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Logging;

namespace PluginHost.Host.Lifecycle;

/// <summary>Tells systemd how the daemon is, if it was started by it. A failure is a warning.</summary>
internal sealed class ServiceManager(string? address, ILogger logger)
{
    private readonly SdNotify? _notify = string.IsNullOrEmpty(address) ? null : new SdNotify(address);

    public void Ready() => Notify(static notify => notify.Ready(), "READY=1");

    public void Stopping() => Notify(static notify => notify.Stopping(), "STOPPING=1");

    private void Notify(Func<SdNotify, bool> notify, string state)
    {
        if (_notify is null)
        {
            return;
        }

        try
        {
            logger.Debug("sd notification", ("notified", notify(_notify)), ("state", state));
        }
        catch (SocketException error)
        {
            logger.Warn(error, "sd notification failed", ("state", state));
        }
    }
}
