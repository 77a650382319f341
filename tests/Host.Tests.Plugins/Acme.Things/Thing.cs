using Microsoft.Extensions.Logging;
using PluginHost.Logging;

namespace Acme.Things;

internal sealed class Thing(string name, ILogger logger) : IDisposable
{
    public void Dispose() => logger.Info("a thing is gone", ("name", name));
}
