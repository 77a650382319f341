using System.Text;
using System.Text.Json.Nodes;

namespace PluginHost.Testing.Images;

/// <summary>Archives that a daemon must refuse, or apply without leaving the root of the snapshot.</summary>
public static class HostileImage
{
    /// <summary>The content of a layer's blob does not have the digest under which it lies in the archive.</summary>
    public static void WrongLayerDigest(string path, string name)
    {
        Layer layer = Layer.Gzip(Innocent("wrong digest"));
        byte[] changed = [.. layer.Blob.Bytes];
        changed[^5] ^= 1;
        Archive.WriteOci(path, name, new Image([layer with { Blob = layer.Blob with { Bytes = changed } }]));
    }

    /// <summary>The configuration names another digest for the layer's tar.</summary>
    public static void WrongDiffId(string path, string name)
        => Archive.WriteOci(path, name, new Image([Layer.Gzip(Innocent("wrong diff id")) with { DiffId = Blob.DigestOf("something else"u8) }]));

    /// <summary>A good archive, cut off in the middle of a layer.</summary>
    public static void Truncated(string path, string name)
    {
        Archive.WriteOci(path, name, DemoImage.Busybox());
        using FileStream file = File.OpenWrite(path);
        file.SetLength(file.Length / 2);
    }

    /// <summary>Bytes that are no archive at all.</summary>
    public static void Garbage(string path)
    {
        byte[] bytes = new byte[64 * 1024];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>A layer with given entries on top of busybox, to aim at a path outside the root.</summary>
    public static void WithLayer(string path, string name, LayerBuilder entries)
        => Archive.WriteOci(path, name, new Image([Layer.Gzip(DemoImage.BusyboxTar()), Layer.Gzip(entries.Build())]));

    /// <summary>The gzip of the layer ends too early, under its true digest.</summary>
    public static void TruncatedGzip(string path, string name)
    {
        byte[] content = new byte[1 << 20];
        new Random(3).NextBytes(content);
        Layer layer = Layer.Gzip(new LayerBuilder().File("cut", content).Build());
        byte[] half = layer.Blob.Bytes[..(layer.Blob.Bytes.Length / 2)];
        Archive.WriteOci(path, name, new Image([layer with { Blob = Blob.Of(half) }]));
    }

    /// <summary>A manifest of the given size: valid JSON with one long annotation.</summary>
    public static void HugeManifest(string path, string name, int bytes)
    {
        Image image = new([Layer.Gzip(Innocent("huge manifest"))]);
        JsonObject manifest = JsonNode.Parse(image.Manifest.Bytes)!.AsObject();
        manifest["annotations"] = new JsonObject { ["filler"] = new string('x', bytes) };
        Blob huge = Blob.Of(Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        Archive.WriteOci(path, name, new Image(image.Layers) { Manifest = huge });
    }

    private static byte[] Innocent(string text) => new LayerBuilder().File("file", text).Build();
}
