using PluginHost.Oci.Json;

namespace PluginHost.Oci;

/// <summary>What an image for one platform consists of (OCI image specification, manifest; Docker manifest schema 2).</summary>
public sealed record ImageManifest
{
    public int SchemaVersion { get; init; } = 2;

    public string MediaType { get; init; } = "";

    public string ArtifactType { get; init; } = "";

    public required Descriptor Config { get; init; }

    /// <summary>The layers, bottom first.</summary>
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>The manifest that this one says something about, if it does.</summary>
    public Descriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads a manifest from JSON.</summary>
    /// <param name="json">One JSON object, UTF-8.</param>
    /// <param name="limit">The size in bytes above which <paramref name="json"/> is refused unread.</param>
    /// <exception cref="OciDocumentException">Too large, not JSON, or not a manifest.</exception>
    public static ImageManifest Parse(ReadOnlySpan<byte> json, int limit)
        => DocumentReader.Read(json, limit, "manifest", OciJsonContext.Default.ImageManifestJson).ToManifest();

    /// <summary>
    /// The manifest as JSON, UTF-8. What is empty is left out and annotations are sorted, so that equal manifests give equal bytes.
    /// </summary>
    public byte[] ToJson() => DocumentWriter.Write(this, DocumentWriter.WriteManifest);
}
