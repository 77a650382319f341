using PluginHost.Oci.Json;

namespace PluginHost.Oci;

/// <summary>A list of manifests, one per platform (OCI image specification, index; Docker manifest list).</summary>
public sealed record ImageIndex
{
    public int SchemaVersion { get; init; } = 2;

    public string MediaType { get; init; } = "";

    public string ArtifactType { get; init; } = "";

    public IReadOnlyList<Descriptor> Manifests { get; init; } = [];

    /// <summary>The manifest that this index says something about, if it does.</summary>
    public Descriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads an index from JSON.</summary>
    /// <param name="json">One JSON object, UTF-8.</param>
    /// <param name="limit">The size in bytes above which <paramref name="json"/> is refused unread.</param>
    /// <exception cref="OciDocumentException">Too large, not JSON, or not an index.</exception>
    public static ImageIndex Parse(ReadOnlySpan<byte> json, int limit)
        => DocumentReader.Read(json, limit, "index", OciJsonContext.Default.ImageIndexJson).ToIndex();

    /// <summary>
    /// The index as JSON, UTF-8. What is empty is left out and annotations are sorted, so that equal indexes give equal bytes.
    /// </summary>
    public byte[] ToJson() => DocumentWriter.Write(this, DocumentWriter.WriteIndex);
}
