using System.Text.Json;

namespace PluginHost.Plugins.Runtime;

/// <summary>The few things that the daemon itself must know of a runtime specification; the rest is the runtime's.</summary>
internal static class SpecReader
{
    /// <summary>The group on the host that group 0 of the container is mapped to; null without a mapping or if the text is no specification.</summary>
    public static uint? RootGroup(ReadOnlySpan<byte> spec)
    {
        try
        {
            Utf8JsonReader reader = new(spec);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.TryGetProperty("linux", out JsonElement linux)
                && linux.ValueKind == JsonValueKind.Object
                && linux.TryGetProperty("gidMappings", out JsonElement mappings)
                && mappings.ValueKind == JsonValueKind.Array)
            {
                return mappings.EnumerateArray()
                    .Where(mapping => mapping.GetProperty("containerID").GetUInt32() == 0)
                    .Select(mapping => (uint?)mapping.GetProperty("hostID").GetUInt32())
                    .FirstOrDefault();
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // The runtime will refuse the specification with a better message than we could give.
            return null;
        }

        return null;
    }
}
