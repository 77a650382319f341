using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PluginHost.Logging;
using PluginHost.Warnings;

namespace PluginHost.Plugins.Warnings;

internal sealed class WarningService(TimeProvider clock, ILogger logger) : IWarningService
{
    private readonly ConcurrentDictionary<string, Timestamp> _lastOccurrence = new(StringComparer.Ordinal);

    public IReadOnlyList<DeprecationWarning> Warnings =>
        [.. _lastOccurrence.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new DeprecationWarning(pair.Key, Deprecations.Messages[pair.Key], pair.Value))];

    public void Emit(string id)
    {
        if (Deprecations.Messages.ContainsKey(id))
        {
            _lastOccurrence[id] = Timestamp.Now(clock);
        }
        else
        {
            logger.Warn("invalid deprecation warning", ("id", id));
        }
    }
}
