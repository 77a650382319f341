using PluginHost.Oci.Json;

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

    /// <summary>Reads a descriptor from JSON.</summary>
    /// <param name="json">One JSON object, UTF-8.</param>
    /// <param name="limit">The size in bytes above which <paramref name="json"/> is refused unread.</param>
    /// <exception cref="OciDocumentException">Too large, not JSON, or not a descriptor.</exception>
    public static Descriptor Parse(ReadOnlySpan<byte> json, int limit)
        => DocumentReader.Read(json, limit, "descriptor", OciJsonContext.Default.DescriptorJson).ToDescriptor("descriptor");

    /// <summary>
    /// The descriptor as JSON, UTF-8. What is empty is left out and annotations are sorted, so that equal descriptors give equal bytes.
    /// </summary>
    public byte[] ToJson() => DocumentWriter.Write(this, DocumentWriter.WriteDescriptor);
}
