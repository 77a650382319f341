using System.Text.Json.Serialization;

namespace PluginHost.Oci.Json;

/// <summary>
/// Readers made at compile time. Names are matched without regard to case, because Go's encoding/json does so: what containerd finds in a
/// document, we find too.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescriptorJson))]
[JsonSerializable(typeof(ImageIndexJson))]
[JsonSerializable(typeof(ImageManifestJson))]
[JsonSerializable(typeof(ImageConfigJson))]
[JsonSerializable(typeof(RuntimeSpecJson))]
[JsonSerializable(typeof(DocumentShape))]
internal sealed partial class OciJsonContext : JsonSerializerContext;
