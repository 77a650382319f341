using System.Text.Json.Nodes;

namespace PluginHost.Testing.Images;

/// <summary>An image of one platform: its layers, configuration and manifest.</summary>
public sealed class Image
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string ConfigType = "application/vnd.oci.image.config.v1+json";

    /// <param name="layers">Lowest first.</param>
    /// <param name="run">The configuration's <c>config</c> object: Env, Cmd, User ...</param>
    /// <param name="architecture">In Go's names.</param>
    public Image(IReadOnlyList<Layer> layers, JsonObject? run = null, string architecture = "amd64")
    {
        Layers = layers;
        Architecture = architecture;
        Config = Blob.Of(new JsonObject
        {
            ["created"] = "2026-01-02T03:04:05Z",
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = run ?? new JsonObject { ["Cmd"] = new JsonArray("sh"), ["Env"] = new JsonArray("PATH=/bin:/usr/bin") },
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer.DiffId))]),
            },
        }.ToJsonString());
        Manifest = Blob.Of(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Descriptor(ConfigType, Config),
            ["layers"] = new JsonArray([.. layers.Select(layer => Descriptor(layer.MediaType, layer.Blob))]),
        }.ToJsonString());
    }

    public IReadOnlyList<Layer> Layers { get; }

    public string Architecture { get; }

    public Blob Config { get; }

    public Blob Manifest { get; init; }

    /// <summary>All blobs that an archive of the image holds.</summary>
    public IEnumerable<Blob> Blobs => [Manifest, Config, .. Layers.Select(layer => layer.Blob)];

    /// <summary>The manifest's descriptor, with platform.</summary>
    public JsonObject ManifestDescriptor()
    {
        JsonObject descriptor = Descriptor(ManifestType, Manifest);
        descriptor["platform"] = new JsonObject { ["architecture"] = Architecture, ["os"] = "linux" };

        return descriptor;
    }

    /// <summary>A descriptor of a blob.</summary>
    public static JsonObject Descriptor(string mediaType, Blob blob)
        => new() { ["mediaType"] = mediaType, ["digest"] = blob.Digest, ["size"] = blob.Bytes.Length };
}
