using System.Diagnostics;
using System.Globalization;
using System.Text;
using PluginHost.Bolt;
using PluginHost.Testing;
using PluginHost.Testing.Daemons;

namespace PluginHost.Bench.Storage;

/// <summary>
/// A collection that finds nothing to remove among 100,000 records: what a client waits for that removes an image and asks for one. The
/// records are written into the metadata file itself, the same for both daemons.
/// </summary>
internal static class CollectionTime
{
    private const int Rounds = 9;
    private const int Images = 1_000;
    private const int BlobsPerImage = 99;

    public static async Task MeasureAsync(Report report)
    {
        using ScratchDirectory scratch = new();
        string file = scratch.At("meta.db");
        await using (PluginHostDaemon daemon = new())
        {
            await daemon.StartAsync();
            using StorageClient client = new(daemon);
            await client.CreateImageAsync("first");
            await daemon.StopAsync();
            Fill(MetadataOf(daemon));
            File.Copy(MetadataOf(daemon), file);
        }

        await using Daemons daemons = new();
        foreach (TestDaemon daemon in (TestDaemon[])[daemons.Ours, daemons.Theirs])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(MetadataOf(daemon))!);
            File.Copy(file, MetadataOf(daemon));
            await daemon.StartAsync();
            await CollectAsync(daemon);
        }

        (List<double> ours, List<double> theirs) = await daemons.AlternateAsync(Rounds, CollectAsync);
        report.Add($"collection among {Images * (BlobsPerImage + 1)} records", "ms", ours, theirs);
        report.Add("resident memory after that", "MiB", [await ResidentAsync(daemons.Ours)], [await ResidentAsync(daemons.Theirs)]);
    }

    private static async Task<double> ResidentAsync(TestDaemon daemon) => (await ProcessMemory.ReadAsync(daemon.ProcessId)).Resident;

    private static string MetadataOf(TestDaemon daemon) => Path.Join(daemon.Directory.Root, "io.containerd.metadata.v1.bolt", "meta.db");

    private static async Task<double> CollectAsync(TestDaemon daemon)
    {
        using StorageClient client = new(daemon);
        await client.CreateImageAsync("short-lived");
        Stopwatch watch = Stopwatch.StartNew();
        await client.DeleteImageAsync("short-lived");
        return watch.Elapsed.TotalMilliseconds;
    }

    private static void Fill(string path)
    {
        using Database database = Database.Open(path, new DatabaseOptions { SyncFreelist = false }, CancellationToken.None);
        database.Update(static transaction =>
        {
            Bucket space = transaction.Bucket("v1"u8)!.CreateBucketIfNotExists(Encoding.UTF8.GetBytes(StorageClient.Namespace));
            Bucket images = space.CreateBucketIfNotExists("images"u8);
            Bucket blobs = space.CreateBucketIfNotExists("content"u8).CreateBucketIfNotExists("blob"u8);
            for (int image = 0; image < Images; image++)
            {
                AddImage(images, blobs, image);
            }
        });
    }

    private static void AddImage(Bucket images, Bucket blobs, int image)
    {
        Bucket record = images.CreateBucket(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"example.com/image:{image}")));
        AddTimes(record);
        Bucket target = record.CreateBucket("target"u8);
        target.Put("digest"u8, Digest(image, 0));
        target.Put("mediatype"u8, "application/vnd.oci.image.manifest.v1+json"u8);
        target.Put("size"u8, [2]);
        for (int blob = 0; blob < BlobsPerImage; blob++)
        {
            Bucket content = blobs.CreateBucket(Digest(image, blob));
            AddTimes(content);
            content.Put("size"u8, [2]);
            if (blob == 0)
            {
                Bucket labels = content.CreateBucket("labels"u8);
                for (int child = 1; child < BlobsPerImage; child++)
                {
                    labels.Put(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"containerd.io/gc.ref.content.{child}")), Digest(image, child));
                }
            }
        }
    }

    // 2024-02-03T04:05:06.789Z as both daemons store times.
    private static void AddTimes(Bucket record)
    {
        byte[] time = Convert.FromHexString("010000000edd4fb2722f072f40ffff");
        record.Put("createdat"u8, time);
        record.Put("updatedat"u8, time);
    }

    private static byte[] Digest(int image, int blob)
        => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sha256:{(image * BlobsPerImage) + blob:x64}"));
}
