namespace PluginHost.Oci.Json;

/// <summary>A manifest as it is written.</summary>
internal sealed class ImageManifestJson
{
    public int SchemaVersion { get; set; }

    public string? MediaType { get; set; }

    public string? ArtifactType { get; set; }

    public DescriptorJson? Config { get; set; }

    public List<DescriptorJson?>? Layers { get; set; }

    public DescriptorJson? Subject { get; set; }

    public Dictionary<string, string?>? Annotations { get; set; }

    public ImageManifest ToManifest() => new()
    {
        SchemaVersion = SchemaVersion,
        MediaType = MediaType ?? "",
        ArtifactType = ArtifactType ?? "",
        Config = Config?.ToDescriptor("config") ?? throw new OciDocumentException("manifest has no config"),
        Layers = DocumentReader.List(Layers, "layers", (descriptor, where) => descriptor.ToDescriptor(where)),
        Subject = Subject?.ToDescriptor("subject"),
        Annotations = DocumentReader.Map(Annotations),
    };
}
