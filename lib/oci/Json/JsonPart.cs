using System.Text.Json.Serialization;

namespace PluginHost.Oci.Json;

/// <summary>A member of which only matters whether it is there, be it null.</summary>
[JsonConverter(typeof(JsonPartConverter))]
internal readonly record struct JsonPart(bool IsPresent);
