using Microsoft.Extensions.Logging;
using PluginHost.Logging;
using PluginHost.Oci;

namespace PluginHost.Plugins.Walking.Applying;

/// <summary>Logs what was left out of a layer: the first few, then how many more, for an image can have millions.</summary>
internal sealed class LayerWarnings(ILogger logger, Digest layer)
{
    private const int Limit = 10;
    private long _count;

    public void Add(string sentence)
    {
        if (++_count <= Limit)
        {
            logger.Warn("part of a layer was left out", ("digest", layer), ("reason", sentence));
        }
    }

    /// <summary>When the layer is done.</summary>
    public void LogRest()
    {
        if (_count > Limit)
        {
            logger.Warn("more parts of a layer were left out", ("count", _count - Limit), ("digest", layer));
        }
    }
}
