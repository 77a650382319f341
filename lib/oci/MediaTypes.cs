namespace PluginHost.Oci;

/// <summary>
/// The media types of images, as Docker and the OCI image specification name them, and what they say about a blob
/// (containerd core/images/mediatypes.go).
/// </summary>
public static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciDescriptor = "application/vnd.oci.descriptor.v1+json";
    public const string OciEmptyJson = "application/vnd.oci.empty.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";
    public const string OciNonDistributableLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    public const string OciNonDistributableLayerGzip = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
    public const string OciNonDistributableLayerZstd = "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd";

    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public const string DockerLayerZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd";
    public const string DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar";
    public const string DockerForeignLayerGzip = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    /// <summary>A signed manifest of Docker's first schema. Refused everywhere; known so that it can be named.</summary>
    public const string DockerSchema1Manifest = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    public const string ErofsLayer = "application/vnd.erofs.layer.v1";
    public const string InToto = "application/vnd.in-toto+json";
    public const string OctetStream = "application/octet-stream";

    public const string CheckpointCriu = "application/vnd.containerd.container.criu.checkpoint.criu.tar";
    public const string CheckpointPreDump = "application/vnd.containerd.container.criu.checkpoint.predump.tar";
    public const string CheckpointResource = "application/vnd.containerd.container.resource.tar";
    public const string CheckpointReadWrite = "application/vnd.containerd.container.rw.tar";
    public const string CheckpointConfig = "application/vnd.containerd.container.checkpoint.config.v1+proto";
    public const string CheckpointOptions = "application/vnd.containerd.container.checkpoint.options.v1+proto";
    public const string CheckpointRuntimeName = "application/vnd.containerd.container.checkpoint.runtime.name";
    public const string CheckpointRuntimeOptions = "application/vnd.containerd.container.checkpoint.runtime.options+proto";

    private const string OciLayerPrefix = "application/vnd.oci.image.layer.";
    private const string OciNonDistributablePrefix = "application/vnd.oci.image.layer.nondistributable.";
    private const string DockerForeignPrefix = "application/vnd.docker.image.rootfs.foreign.";

    /// <summary>A list of manifests, one per platform.</summary>
    public static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerManifestList;

    /// <summary>A config and its layers.</summary>
    public static bool IsManifest(string mediaType) => mediaType is OciManifest or DockerManifest;

    /// <summary>The configuration of an image.</summary>
    public static bool IsConfig(string mediaType) => mediaType is OciConfig or DockerConfig;

    /// <summary>The configuration of an image, or one of the two checkpoint types that stand in its place.</summary>
    public static bool IsKnownConfig(string mediaType) => IsConfig(mediaType) || mediaType is CheckpointCriu or CheckpointConfig;

    /// <summary>A layer of any format, compression or encryption.</summary>
    public static bool IsLayer(string mediaType)
        => mediaType.StartsWith(OciLayerPrefix, StringComparison.Ordinal)
            || Split(mediaType).Base is ErofsLayer
                or DockerLayer or DockerLayerGzip or DockerLayerZstd or DockerForeignLayer or DockerForeignLayerGzip;

    /// <summary>A layer that is fetched from where its URLs say and not pushed to other registries.</summary>
    public static bool IsNonDistributable(string mediaType)
        => mediaType.StartsWith(OciNonDistributablePrefix, StringComparison.Ordinal)
            || mediaType.StartsWith(DockerForeignPrefix, StringComparison.Ordinal);

    /// <summary>What a layer's media type says about its compression.</summary>
    /// <returns>False for a type that is no tar layer (erofs among them): only a stream processor may know what to do with it.</returns>
    public static bool TryGetDiffCompression(string mediaType, out DiffCompression compression)
    {
        (string name, string? last) = Split(mediaType);
        compression = name switch
        {
            DockerLayer or DockerForeignLayer => last is null ? DiffCompression.Unknown : DiffCompression.None,
            DockerLayerGzip or DockerForeignLayerGzip => last is null ? DiffCompression.Gzip : DiffCompression.None,
            DockerLayerZstd => last is null ? DiffCompression.Zstd : DiffCompression.None,
            _ => last switch
            {
                "gzip" => DiffCompression.Gzip,
                "zstd" => DiffCompression.Zstd,
                _ => DiffCompression.None,
            },
        };
        return name is OciLayer or OciNonDistributableLayer
            or DockerLayer or DockerLayerGzip or DockerLayerZstd or DockerForeignLayer or DockerForeignLayerGzip;
    }

    // The extensions after "+" are sorted before the last one is taken: "+encrypted+gzip" and "+gzip+encrypted" mean the same.
    private static (string Base, string? Last) Split(string mediaType)
    {
        string[] parts = mediaType.Split('+');
        return (parts[0], parts.Length == 1 ? null : parts.Skip(1).Max(StringComparer.Ordinal));
    }
}
