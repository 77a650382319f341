namespace PluginHost.Oci;

/// <summary>A reference to a blob: what it is, its name and its size (OCI image specification, descriptor).</summary>
public sealed record Descriptor
{
    public string MediaType { get; init; } = "";

    public Digest Digest { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    public IReadOnlyList<string> Urls { get; init; } = [];

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The blob itself, if it is embedded; else empty.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public Platform? Platform { get; init; }

    public string ArtifactType { get; init; } = "";
}
