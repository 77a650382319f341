using PluginHost.Plugins;

namespace SmallPlugins.Tests;

/// <summary>A configuration without <c>[timeouts]</c>.</summary>
internal sealed class NoTimeouts : ITimeouts
{
    public TimeSpan Get(string key) => TimeSpan.FromSeconds(1);
}
