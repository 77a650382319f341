using System.Text.Json.Serialization;

namespace PluginHost.Host.CommandLine.Hooks;

/// <summary>The one part of a bundle's <c>config.json</c> that a hook's arguments can name.</summary>
internal sealed record HookSpec
{
    [JsonPropertyName("root")]
    public HookRoot? Root { get; init; }

    internal sealed record HookRoot
    {
        [JsonPropertyName("path")]
        public string Path { get; init; } = "";
    }
}
