namespace PluginHost.Oci.Json;

/// <summary>A descriptor as it is written.</summary>
internal sealed class DescriptorJson
{
    public string? MediaType { get; set; }

    public string? Digest { get; set; }

    public long Size { get; set; }

    public List<string?>? Urls { get; set; }

    public Dictionary<string, string?>? Annotations { get; set; }

    public byte[]? Data { get; set; }

    public PlatformJson? Platform { get; set; }

    public string? ArtifactType { get; set; }

    public Descriptor ToDescriptor(string where) => new()
    {
        MediaType = MediaType ?? "",
        Digest = DocumentReader.ParseDigest(Digest, $"{where}.digest"),
        Size = Size >= 0 ? Size : throw new OciDocumentException($"{where}.size {Size} is negative"),
        Urls = DocumentReader.Strings(Urls, $"{where}.urls"),
        Annotations = DocumentReader.Map(Annotations),
        Data = Data,
        Platform = Platform?.ToPlatform($"{where}.platform"),
        ArtifactType = ArtifactType ?? "",
    };
}
