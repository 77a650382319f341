using System.Text;
using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Containers;
using PluginHost.Plugins.Metadata.Content;
using PluginHost.Plugins.Metadata.Images;
using PluginHost.Plugins.Metadata.Snapshots;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>The objects of one state of the database as a graph: where the record of a node is, and what the node keeps.</summary>
internal sealed class GcGraph(Transaction transaction, GcResources? resources = null)
{
    private readonly Dictionary<(string Namespace, GcKind Kind), Bucket?> _buckets = [];
    private readonly Dictionary<(string Namespace, string Snapshotter), Bucket?> _snapshots = [];

    public Transaction Transaction => transaction;

    /// <summary>What collectors have beside the records.</summary>
    public GcResources Resources { get; } = resources ?? GcResources.None;

    /// <summary>The record of a node; null for an object that does not exist, and for a resource, which has none.</summary>
    public Bucket? Find(GcNode node)
    {
        if (node.Key.Length == 0 || node.Kind == GcKind.Resource)
        {
            return null;
        }

        if (node.Kind != GcKind.Snapshot)
        {
            return Objects(node.Namespace, node.Kind)?.Bucket(node.Key);
        }

        (string snapshotter, string key) = node.SnapshotKey();
        return key.Length == 0 ? null : Snapshots(node.Namespace, snapshotter)?.Bucket(key);
    }

    /// <summary>The bucket that has all objects of a kind; not for snapshots.</summary>
    public Bucket? Objects(string @namespace, GcKind kind)
    {
        if (!_buckets.TryGetValue((@namespace, kind), out Bucket? bucket))
        {
            bucket = kind switch
            {
                GcKind.Content => Schema.FindBlobs(transaction, @namespace),
                GcKind.Ingest => Schema.FindIngests(transaction, @namespace),
                GcKind.Container => Schema.Find(transaction, @namespace, Schema.Containers),
                GcKind.Image => Schema.Find(transaction, @namespace, Schema.Images),
                GcKind.Lease => Schema.Find(transaction, @namespace, Schema.Leases),
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "objects of this kind lie in more than one bucket"),
            };
            _buckets.Add((@namespace, kind), bucket);
        }

        return bucket;
    }

    /// <summary>The bucket that has all snapshots of a snapshotter.</summary>
    public Bucket? Snapshots(string @namespace, string snapshotter)
    {
        if (!_snapshots.TryGetValue((@namespace, snapshotter), out Bucket? bucket))
        {
            bucket = snapshotter.Length == 0 ? null : Schema.FindSnapshots(transaction, @namespace, snapshotter);
            _snapshots.Add((@namespace, snapshotter), bucket);
        }

        return bucket;
    }

    /// <summary>The snapshotters that a namespace has records of.</summary>
    public IEnumerable<string> Snapshotters(string @namespace)
        => Schema.Find(transaction, @namespace, Schema.Snapshots)?.BucketNames() ?? [];

    /// <summary>All objects, in the order in which containerd sweeps, and then the resources.</summary>
    public IEnumerable<GcNode> Nodes()
        => Schema.NamespaceNames(transaction).SelectMany(@namespace => Nodes(@namespace, GcKind.Lease)
            .Concat(SnapshotNodes(@namespace))
            .Concat(Nodes(@namespace, GcKind.Ingest))
            .Concat(Nodes(@namespace, GcKind.Content))
            .Concat(Nodes(@namespace, GcKind.Image))
            .Concat(Nodes(@namespace, GcKind.Container)))
            .Concat(Resources.Nodes);

    /// <summary>The labels of a record that concern the collector.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Labels(Bucket record)
    {
        if (record.Bucket(Schema.Labels) is not Bucket labels)
        {
            yield break;
        }

        Cursor cursor = labels.Cursor();
        for (bool placed = cursor.Seek(GcLabels.Prefix); placed; placed = cursor.Next())
        {
            string key = Encoding.UTF8.GetString(cursor.Key);
            if (!key.StartsWith(GcLabels.Prefix, StringComparison.Ordinal))
            {
                yield break;
            }

            yield return KeyValuePair.Create(key, Encoding.UTF8.GetString(cursor.Value));
        }
    }

    /// <summary>What a node keeps by its record; objects that do not exist are dead ends.</summary>
    public void AddReferences(GcNode node, List<GcReference> references)
    {
        if (Find(node) is not Bucket record)
        {
            return;
        }

        switch (node.Kind)
        {
            case GcKind.Content:
                AddLabelled(record, node, references);
                break;
            case GcKind.Snapshot:
                string parent = record.Text(SnapshotBucket.Parent);
                if (parent.Length > 0)
                {
                    references.Add(new(GcNode.Snapshot(node.Namespace, node.SnapshotKey().Snapshotter, parent, node.Flat), "parent"));
                }

                AddLabelled(record, node, references);
                break;
            case GcKind.Image:
                string target = record.Bucket(ImageBucket.Target)?.Text(ImageBucket.TargetDigest) ?? "";
                if (target.Length > 0)
                {
                    references.Add(new(new GcNode(GcKind.Content, node.Namespace, target, node.Flat), "target"));
                }

                AddLabelled(record, node, references);
                break;
            case GcKind.Ingest:
                if (IngestBucket.Expected(record) is { Length: > 0 } expected)
                {
                    references.Add(new(new GcNode(GcKind.Content, node.Namespace, expected), "expected"));
                }

                break;
            case GcKind.Container:
                string snapshotter = record.Text(ContainerBucket.Snapshotter);
                if (snapshotter.Length > 0)
                {
                    references.Add(new(GcNode.Snapshot(node.Namespace, snapshotter, record.Text(ContainerBucket.SnapshotKey)), "snapshot"));
                }

                AddLabelled(record, node, references);
                break;
        }
    }

    /// <summary>What the labels of a record keep.</summary>
    public static void AddLabelled(Bucket record, string @namespace, List<GcReference> references)
    {
        foreach ((string label, string value) in Labels(record))
        {
            if (ReferenceLabels.TryReference(label, value, @namespace, out GcNode node))
            {
                references.Add(new(node, label));
            }
        }
    }

    private IEnumerable<GcNode> Nodes(string @namespace, GcKind kind)
        => Objects(@namespace, kind)?.BucketNames().Select(key => new GcNode(kind, @namespace, key)) ?? [];

    private IEnumerable<GcNode> SnapshotNodes(string @namespace)
        => from snapshotter in Snapshotters(@namespace)
           from key in Snapshots(@namespace, snapshotter)?.BucketNames() ?? []
           select GcNode.Snapshot(@namespace, snapshotter, key);

    // A flat node's labels are not followed.
    private static void AddLabelled(Bucket record, GcNode node, List<GcReference> references)
    {
        if (!node.Flat)
        {
            AddLabelled(record, node.Namespace, references);
        }
    }
}
