namespace PluginHost.Oci.Json;

/// <summary>An index as it is written.</summary>
internal sealed class ImageIndexJson
{
    public int SchemaVersion { get; set; }

    public string? MediaType { get; set; }

    public string? ArtifactType { get; set; }

    public List<DescriptorJson?>? Manifests { get; set; }

    public DescriptorJson? Subject { get; set; }

    public Dictionary<string, string?>? Annotations { get; set; }

    public ImageIndex ToIndex() => new()
    {
        SchemaVersion = SchemaVersion,
        MediaType = MediaType ?? "",
        ArtifactType = ArtifactType ?? "",
        Manifests = DocumentReader.List(Manifests, "manifests", (descriptor, where) => descriptor.ToDescriptor(where)),
        Subject = Subject?.ToDescriptor("subject"),
        Annotations = DocumentReader.Map(Annotations),
    };
}
