using PluginHost.Plugins;

namespace Monitors.Tests;

/// <summary>The same time for everything.</summary>
internal sealed class FixedTimeouts(TimeSpan time) : ITimeouts
{
    public TimeSpan Get(string key) => time;
}
