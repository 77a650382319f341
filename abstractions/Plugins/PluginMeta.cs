using PluginHost.Oci;

namespace PluginHost.Plugins;

/// <summary>What a plugin says of itself while it initialises; shown by <c>plugins ls -d</c>, also when it failed.</summary>
public sealed class PluginMeta
{
    public IList<Platform> Platforms { get; } = [];

    /// <summary>For example <c>root</c>: the directory of a snapshotter.</summary>
    public IDictionary<string, string> Exports { get; } = new Dictionary<string, string>();

    public IList<string> Capabilities { get; } = [];
}
