namespace PluginHost.Oci.Json;

/// <summary>What tells a manifest from an index, and both from Docker's first schema.</summary>
internal sealed class DocumentShape
{
    public string? MediaType { get; set; }

    public JsonPart Config { get; set; }

    public JsonPart Layers { get; set; }

    public JsonPart Manifests { get; set; }

    public JsonPart FsLayers { get; set; }
}
