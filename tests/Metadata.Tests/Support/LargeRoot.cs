using System.Globalization;
using PluginHost.Bolt;

namespace Metadata.Tests.Support;

/// <summary>
/// 10,000 snapshots and 20,000 blobs, of which every second one is garbage: images with a manifest, a configuration, layers and a chain of
/// snapshots each, and the same without an image. Written past the daemon, which would take minutes.
/// </summary>
internal static class LargeRoot
{
    public const int Snapshots = 10_000;
    public const int Blobs = 20_000;

    private const int Images = 1_000;
    private const int Layers = Snapshots / Images;
    private const string Gc = "containerd.io/gc.";
    private static readonly byte[] Moment = [1, 0, 0, 0, 0x0e, 0xdd, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

    public static void Fill(Transaction transaction)
    {
        Bucket ns = transaction.CreateBucketIfNotExists("v1").CreateBucketIfNotExists("ns");
        Bucket blobs = ns.CreateBucketIfNotExists("content").CreateBucketIfNotExists("blob");
        Bucket snapshots = ns.CreateBucketIfNotExists("snapshots").CreateBucketIfNotExists("s");
        Bucket images = ns.CreateBucketIfNotExists("images");
        for (int image = 0; image < Images; image++)
        {
            for (int layer = 0; layer < Layers; layer++)
            {
                Bucket snapshot = Record(snapshots, $"sha256:{image:d4}-{layer:d2}-of-a-chain-id-that-is-as-long-as-a-real-one-is-usually", []);
                snapshot.Put("name", $"ns/{(image * Layers) + layer}/chain");
                if (layer > 0)
                {
                    string parent = $"sha256:{image:d4}-{layer - 1:d2}-of-a-chain-id-that-is-as-long-as-a-real-one-is-usually";
                    snapshot.Put("parent", parent);
                    snapshots.Bucket(parent)!.CreateBucketIfNotExists("children").Put(
                        $"sha256:{image:d4}-{layer:d2}-of-a-chain-id-that-is-as-long-as-a-real-one-is-usually", "");
                }
            }

            List<(string, string)> references = [(Gc + "ref.content.config", Digest(image, 1))];
            for (int blob = 2; blob < Blobs / Images; blob++)
            {
                Record(blobs, Digest(image, blob), [("containerd.io/distribution.source.docker.io", "library/x")]);
                references.Add(($"{Gc}ref.content.l.{blob}", Digest(image, blob)));
            }

            Record(blobs, Digest(image, 1), [(Gc + "ref.snapshot.s", $"sha256:{image:d4}-{Layers - 1:d2}-of-a-chain-id-that-is-as-long-as-a-real-one-is-usually")]);
            Record(blobs, Digest(image, 0), references);
            if (image % 2 == 0)
            {
                Bucket target = Record(images, $"docker.io/library/x:{image}", []).CreateBucket("target");
                target.Put("digest", Digest(image, 0));
                target.Put("mediatype", "application/vnd.oci.image.manifest.v1+json");
                target.Put("size", [2]);
            }
        }
    }

    private static Bucket Record(Bucket bucket, string key, IEnumerable<(string Key, string Value)> labels)
    {
        Bucket record = bucket.CreateBucket(key);
        record.Put("createdat", Moment);
        record.Put("updatedat", Moment);
        record.Put("size", [2]);
        foreach ((string label, string value) in labels)
        {
            record.CreateBucketIfNotExists("labels").Put(label, value);
        }

        return record;
    }

    private static string Digest(int image, int blob)
        => "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{image}/{blob}"))));
}
