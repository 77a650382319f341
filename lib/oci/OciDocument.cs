using PluginHost.Oci.Json;

namespace PluginHost.Oci;

/// <summary>
/// What can be asked of a blob whose media type is known but whose content is not trusted yet (containerd core/images/image.go).
/// </summary>
public static class OciDocument
{
    /// <summary>
    /// Refuses a manifest that is an index by its content, and the reverse: a document that two readers understand differently can hide
    /// content from one of them. Other media types are not looked into.
    /// </summary>
    /// <param name="json">The blob, UTF-8.</param>
    /// <param name="mediaType">What its descriptor says it is.</param>
    /// <param name="limit">The size in bytes above which <paramref name="json"/> is refused unread.</param>
    /// <exception cref="OciDocumentException">Too large, not JSON, of Docker's first schema, or the other kind.</exception>
    public static void Validate(ReadOnlySpan<byte> json, string mediaType, int limit)
    {
        bool manifest = MediaTypes.IsManifest(mediaType);
        if (!manifest && !MediaTypes.IsIndex(mediaType))
        {
            return;
        }

        DocumentShape shape = DocumentReader.Read(json, limit, manifest ? "manifest" : "index", OciJsonContext.Default.DocumentShape);
        if (shape.FsLayers.IsPresent)
        {
            throw new OciDocumentException("media-type: schema 1 not supported");
        }

        string ownType = shape.MediaType ?? "";
        if (manifest && (shape.Manifests.IsPresent || MediaTypes.IsIndex(ownType)))
        {
            throw new OciDocumentException($"media-type: expected manifest but found index ({mediaType})");
        }

        if (!manifest && (shape.Config.IsPresent || shape.Layers.IsPresent || MediaTypes.IsManifest(ownType)))
        {
            throw new OciDocumentException($"media-type: expected index but found manifest ({mediaType})");
        }
    }

    /// <summary>
    /// What a blob refers to: the config and the layers of a manifest in this order, the manifests of an index, nothing for any other type.
    /// The document is validated first.
    /// </summary>
    /// <param name="json">The blob, UTF-8.</param>
    /// <param name="mediaType">What its descriptor says it is.</param>
    /// <param name="limit">The size in bytes above which <paramref name="json"/> is refused unread.</param>
    /// <exception cref="OciDocumentException">As <see cref="Validate"/>, or a descriptor in it is wrong.</exception>
    public static IReadOnlyList<Descriptor> Children(ReadOnlySpan<byte> json, string mediaType, int limit)
    {
        Validate(json, mediaType, limit);
        if (MediaTypes.IsManifest(mediaType))
        {
            ImageManifest manifest = ImageManifest.Parse(json, limit);
            return [manifest.Config, .. manifest.Layers];
        }

        return MediaTypes.IsIndex(mediaType) ? ImageIndex.Parse(json, limit).Manifests : [];
    }
}
