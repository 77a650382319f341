using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;

namespace PluginHost.Testing.Images;

/// <summary>Writes images as the archives that <c>ctr images import</c> reads.</summary>
public static class Archive
{
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    /// <summary>An OCI layout in a tar, with one image under a name.</summary>
    public static void WriteOci(string path, string name, Image image)
        => WriteOci(path, [Named(image.ManifestDescriptor(), name)], image.Blobs);

    /// <summary>An OCI layout with an index of several platforms under one name.</summary>
    public static void WriteOciIndex(string path, string name, IReadOnlyList<Image> platforms)
    {
        Blob index = Blob.Of(Index([.. platforms.Select(image => image.ManifestDescriptor())]).ToJsonString());
        WriteOci(path, [Named(Image.Descriptor(IndexType, index), name)], platforms.SelectMany(image => image.Blobs).Append(index));
    }

    /// <summary>An OCI layout with given descriptors in its index.json and given blobs.</summary>
    public static void WriteOci(string path, IReadOnlyList<JsonObject> descriptors, IEnumerable<Blob> blobs)
    {
        using FileStream file = File.Create(path);
        using TarWriter tar = new(file, TarEntryFormat.Ustar);
        Add(tar, "oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        foreach (Blob blob in blobs.DistinctBy(blob => blob.Digest))
        {
            Add(tar, "blobs/" + blob.Digest.Replace(':', '/'), blob.Bytes);
        }

        Add(tar, "index.json", Index(descriptors).ToJsonString());
    }

    /// <summary>What <c>docker save</c> writes: manifest.json, the configuration, and a tar per layer.</summary>
    public static void WriteDocker(string path, IReadOnlyList<string> tags, Image image)
    {
        using FileStream file = File.Create(path);
        using TarWriter tar = new(file, TarEntryFormat.Ustar);
        string config = image.Config.Digest["sha256:".Length..] + ".json";
        List<string> layers = [.. image.Layers.Select(layer => layer.DiffId["sha256:".Length..] + "/layer.tar")];
        foreach ((string name, Layer layer) in layers.Zip(image.Layers).DistinctBy(pair => pair.First))
        {
            Add(tar, name, layer.Tar);
        }

        Add(tar, config, image.Config.Bytes);
        Add(tar, "manifest.json", new JsonArray(new JsonObject
        {
            ["Config"] = config,
            ["RepoTags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]),
            ["Layers"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer))]),
        }).ToJsonString());
    }

    private static JsonObject Named(JsonObject descriptor, string name)
    {
        descriptor["annotations"] = new JsonObject
        {
            ["io.containerd.image.name"] = name,
            ["org.opencontainers.image.ref.name"] = name[(name.LastIndexOf(':') + 1)..],
        };

        return descriptor;
    }

    private static JsonObject Index(IReadOnlyList<JsonObject> descriptors)
        => new() { ["schemaVersion"] = 2, ["mediaType"] = IndexType, ["manifests"] = new JsonArray([.. descriptors]) };

    private static void Add(TarWriter tar, string name, string text) => Add(tar, name, Encoding.UTF8.GetBytes(text));

    private static void Add(TarWriter tar, string name, byte[] bytes)
    {
        using MemoryStream data = new(bytes);
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            ModificationTime = DateTimeOffset.UnixEpoch,
            DataStream = data,
        });
    }
}
