using PluginHost.Plugins;

namespace Metadata.Tests.Support;

/// <summary>Every time limit is the same.</summary>
internal sealed class FixedTimeouts(TimeSpan limit) : ITimeouts
{
    public TimeSpan Get(string key) => limit;
}
