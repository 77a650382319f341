using PluginHost.Oci.Json;

namespace PluginHost.Oci;

/// <summary>
/// The configuration of an image: for what it was built, of which layers, and how it is run (OCI image specification, config).
/// </summary>
public sealed record ImageConfig
{
    /// <summary>When the image was made, as it is written there (RFC 3339); empty if it is not.</summary>
    public string Created { get; init; } = "";

    public string Author { get; init; } = "";

    /// <summary>The platform as it is written there; see <see cref="Platform.Normalize"/> before comparing.</summary>
    public Platform Platform { get; init; } = new();

    /// <summary>How the image is run.</summary>
    public ImageRunConfig Run { get; init; } = new();

    /// <summary>The kind of root file system; <c>layers</c> is the only one there is.</summary>
    public string RootFsType { get; init; } = "";

    /// <summary>The layers, bottom first.</summary>
    public IReadOnlyList<DiffId> DiffIds { get; init; } = [];

    public IReadOnlyList<ImageHistory> History { get; init; } = [];

    /// <summary>The name of the whole stack of layers.</summary>
    public ChainId ChainId => ChainId.Of(DiffIds);

    /// <summary>Reads a configuration from JSON.</summary>
    /// <param name="json">One JSON object, UTF-8.</param>
    /// <param name="limit">The size in bytes above which <paramref name="json"/> is refused unread.</param>
    /// <exception cref="OciDocumentException">Too large, not JSON, or not an image configuration.</exception>
    public static ImageConfig Parse(ReadOnlySpan<byte> json, int limit)
        => DocumentReader.Read(json, limit, "config", OciJsonContext.Default.ImageConfigJson).ToConfig();
}
