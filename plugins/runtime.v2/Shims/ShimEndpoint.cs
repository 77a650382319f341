using System.Text.Json;
using System.Text.Json.Serialization;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>Where a shim listens and what it speaks; kept in the bundle's <c>bootstrap.json</c>.</summary>
internal sealed record ShimEndpoint
{
    /// <summary>2: <c>containerd.task.v2.Task</c>; 3: <c>containerd.task.v3.Task</c>.</summary>
    [JsonPropertyName("version")]
    public int Version { get; init; }

    /// <summary><c>unix:///path</c>, or the name of an abstract socket.</summary>
    [JsonPropertyName("address")]
    public string Address { get; init; } = "";

    /// <summary><c>ttrpc</c>.</summary>
    [JsonPropertyName("protocol")]
    public string Protocol { get; init; } = "";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ShimJson.Default.ShimEndpoint);
}
