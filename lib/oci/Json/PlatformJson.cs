using System.Text.Json.Serialization;

namespace PluginHost.Oci.Json;

/// <summary>A platform as it is written, in a descriptor or among the members of an image configuration.</summary>
internal class PlatformJson
{
    public string? Os { get; set; }

    public string? Architecture { get; set; }

    public string? Variant { get; set; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; set; }

    [JsonPropertyName("os.features")]
    public List<string?>? OsFeatures { get; set; }

    public Platform ToPlatform(string where) => new()
    {
        Os = Os ?? "",
        Architecture = Architecture ?? "",
        Variant = Variant ?? "",
        OsVersion = OsVersion ?? "",
        OsFeatures = DocumentReader.Strings(OsFeatures, $"{where}.os.features"),
    };
}
