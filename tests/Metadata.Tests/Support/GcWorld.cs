using System.Text;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Gc;
using PluginHost.Leases;
using PluginHost.Oci;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;
using PluginHost.Snapshots;

namespace Metadata.Tests.Support;

/// <summary>A daemon with backends in memory, and short words to put objects into it. All in the namespace <c>ns</c> unless said otherwise.</summary>
internal sealed class GcWorld : IAsyncDisposable
{
    private static readonly (string Path, string Kind)[] Kinds =
    [
        ("content/blob", "blob"),
        ("content/ingests", "ingest"),
        ("snapshots/s", "snapshot"),
        ("images", "image"),
        ("leases", "lease"),
        ("containers", "container"),
    ];

    private GcWorld()
    {
    }

    public TestDaemon Daemon { get; private init; } = new();

    public MemoryContentStore Content { get; } = new();

    public MemorySnapshotter Snapshotter { get; } = MemorySnapshotter.Create();

    public static async Task<GcWorld> StartAsync(bool noSync = false)
    {
        GcWorld world = new() { Daemon = new TestDaemon { Config = new MetadataConfig { NoSync = noSync } } };
        world.Daemon.Plugins.With(PluginTypes.Content, "content", world.Content).With(PluginTypes.Snapshotter, "s", world.Snapshotter);
        await world.Daemon.OpenAsync();
        return world;
    }

    public static Digest DigestOf(string text) => Samples.DigestOf(text);

    public Task<GcStatistics> CollectAsync() => Daemon.Metadata.CollectAsync(CancellationToken.None);

    public IContentStore Store(string? lease = null, string @namespace = "ns") => Daemon.Metadata.Content(TestDaemon.In(@namespace, lease));

    public ISnapshotter Snapshots(string? lease = null, string @namespace = "ns")
        => Daemon.Metadata.Snapshotter(TestDaemon.In(@namespace, lease), "s");

    public async Task BlobAsync(string text, IReadOnlyDictionary<string, string>? labels = null, string? lease = null, string @namespace = "ns")
    {
        await using IContentWriter writer = await Store(lease, @namespace).OpenWriterAsync($"ref-{text}", 0, default, CancellationToken.None);
        await writer.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);
        await writer.CommitAsync(0, default, labels ?? Texts.None, CancellationToken.None);
    }

    public async Task CommittedAsync(
        string name, string parent = "", IReadOnlyDictionary<string, string>? labels = null, string? lease = null, string @namespace = "ns")
    {
        await Snapshots(lease, @namespace).PrepareAsync($"key-{name}", parent, Texts.None, CancellationToken.None);
        await Snapshots(lease, @namespace).CommitAsync(name, $"key-{name}", "", labels ?? Texts.None, CancellationToken.None);
    }

    public Task ImageAsync(string name, string blob, IReadOnlyDictionary<string, string>? labels = null, string? lease = null)
        => Daemon.Metadata.Images(TestDaemon.In("ns", lease)).CreateAsync(
            Samples.Image(name, DigestOf(blob)) with { Labels = labels ?? Texts.None }, null, CancellationToken.None);

    public Task ContainerAsync(string id, string snapshot = "", IReadOnlyDictionary<string, string>? labels = null)
        => Daemon.Metadata.Containers(TestDaemon.In()).CreateAsync(
            Samples.Container(id) with { Snapshotter = snapshot.Length > 0 ? "s" : "", SnapshotKey = snapshot, Labels = labels ?? Texts.None },
            CancellationToken.None);

    public Task<Lease> LeaseAsync(string id, params string[] labels)
        => Daemon.Metadata.Leases(TestDaemon.In()).CreateAsync(id, Texts.Of(labels), CancellationToken.None);

    public string InSeconds(int seconds) => Timestamp.From(Daemon.Clock.GetUtcNow().AddSeconds(seconds)).ToString();

    /// <summary>What the namespace has: <c>blob</c> texts of the given names, snapshots, images, leases, ingests, containers; sorted.</summary>
    public async Task<string[]> ObjectsAsync(IEnumerable<string> blobs, string @namespace = "ns")
    {
        Dictionary<string, string> names = blobs.ToDictionary(static text => DigestOf(text).ToString(), static text => text, StringComparer.Ordinal);
        return await Daemon.LookAsync(transaction => Records(transaction, names, @namespace).Order(StringComparer.Ordinal).ToArray());
    }

    public async ValueTask DisposeAsync() => await Daemon.DisposeAsync();

    private static IEnumerable<string> Records(Transaction transaction, Dictionary<string, string> blobs, string @namespace)
    {
        Bucket? root = transaction.Bucket("v1")!.Bucket(@namespace);
        foreach ((string path, string kind) in Kinds)
        {
            Bucket? bucket = root;
            foreach (string part in path.Split('/'))
            {
                bucket = bucket?.Bucket(part);
            }

            foreach (BucketEntry entry in bucket?.Entries() ?? [])
            {
                string key = Encoding.UTF8.GetString(entry.Key);
                yield return $"{kind} {blobs.GetValueOrDefault(key, key)}";
            }
        }
    }
}
