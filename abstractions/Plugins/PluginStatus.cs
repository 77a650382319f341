using PluginHost.Oci;

namespace PluginHost.Plugins;

/// <summary>A plugin as the daemon's clients see it.</summary>
public sealed record PluginStatus
{
    public required string Type { get; init; }

    public required string Id { get; init; }

    public string Uri => $"{Type}.{Id}";

    public IReadOnlyList<string> Requires { get; init; } = [];

    public IReadOnlyList<Platform> Platforms { get; init; } = [];

    public IReadOnlyDictionary<string, string> Exports { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Why the plugin is not there; null when it is. A <see cref="SkipPluginException"/> is no failure.</summary>
    public Exception? Error { get; init; }
}
