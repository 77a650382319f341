using System.Text.Json.Serialization;

namespace PluginHost.Host.CommandLine.Hooks;

/// <summary>What a runtime gives a hook on its standard input (OCI runtime specification, State).</summary>
internal sealed record HookState
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("status")]
    public string Status { get; init; } = "";

    [JsonPropertyName("pid")]
    public int Pid { get; init; }

    [JsonPropertyName("bundle")]
    public string Bundle { get; init; } = "";

    [JsonPropertyName("annotations")]
    public Dictionary<string, string>? Annotations { get; init; }
}
