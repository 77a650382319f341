using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Logging;
using PluginHost.Plugins.Metadata.Content;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// Where marking begins: leases that have not expired and what they keep, images, ingests that are still young, content and snapshots labelled as
/// roots, containers, and what sandboxes refer to. On the way it notes the edges that are not written at their origin: back references, and
/// references whose condition holds.
/// </summary>
internal sealed class Roots(GcGraph graph, Timestamp now, ILogger logger)
{
    public List<GcNode> Nodes { get; } = [];

    /// <summary>What an object (its node not flat) keeps beyond its own record.</summary>
    public Dictionary<GcNode, List<GcNode>> NotedEdges { get; } = [];

    public void Collect()
    {
        foreach (string @namespace in Schema.NamespaceNames(graph.Transaction))
        {
            CollectLeases(@namespace);
            CollectImages(@namespace);
            CollectIngests(@namespace);
            CollectContent(@namespace);
            CollectSnapshots(@namespace);
            CollectContainers(@namespace);
            CollectSandboxes(@namespace);
        }
    }

    private void CollectLeases(string @namespace)
    {
        Bucket? leases = graph.Objects(@namespace, GcKind.Lease);
        foreach (string id in leases?.BucketNames() ?? [])
        {
            Bucket lease = leases!.Bucket(id)!;
            if (HasExpired(lease, "lease", @namespace, id))
            {
                continue;
            }

            bool flat = lease.Bucket(Schema.Labels)?.FindText(GcLabels.Flat) is not null;
            Nodes.Add(new GcNode(GcKind.Lease, @namespace, id));
            AddLeased(lease, LeaseBucket.Content, new GcNode(GcKind.Content, @namespace, "", flat));
            AddLeased(lease, LeaseBucket.Images, new GcNode(GcKind.Image, @namespace, "", flat));
            AddLeased(lease, LeaseBucket.Ingests, new GcNode(GcKind.Ingest, @namespace, ""));
            Bucket? snapshotters = lease.Bucket(LeaseBucket.Snapshots);
            foreach (string snapshotter in snapshotters?.BucketNames() ?? [])
            {
                foreach (string key in snapshotters!.Bucket(snapshotter)!.ValueKeys())
                {
                    Nodes.Add(GcNode.Snapshot(@namespace, snapshotter, key, flat));
                }
            }
        }
    }

    private void AddLeased(Bucket lease, string type, GcNode pattern)
    {
        foreach (string key in lease.Bucket(type)?.ValueKeys() ?? [])
        {
            Nodes.Add(pattern with { Key = key });
        }
    }

    private void CollectImages(string @namespace)
    {
        Bucket? images = graph.Objects(@namespace, GcKind.Image);
        foreach (string name in images?.BucketNames() ?? [])
        {
            Bucket image = images!.Bucket(name)!;
            GcNode node = new(GcKind.Image, @namespace, name);
            bool expired = HasExpired(image, "image", @namespace, name);
            if (!expired)
            {
                Nodes.Add(node);
            }

            NoteEdges(image, node, withBackReferences: expired, withConditions: true);
        }
    }

    private void CollectIngests(string @namespace)
    {
        Bucket? ingests = graph.Objects(@namespace, GcKind.Ingest);
        foreach (string @ref in ingests?.BucketNames() ?? [])
        {
            if (IngestBucket.ExpireAt(ingests!.Bucket(@ref)!) is Timestamp expiry && expiry > now)
            {
                Nodes.Add(new GcNode(GcKind.Ingest, @namespace, @ref));
            }
        }
    }

    private void CollectContent(string @namespace)
    {
        Bucket? blobs = graph.Objects(@namespace, GcKind.Content);
        foreach (string digest in blobs?.BucketNames() ?? [])
        {
            CollectLabelled(blobs!.Bucket(digest)!, new GcNode(GcKind.Content, @namespace, digest), withConditions: true);
        }
    }

    private void CollectSnapshots(string @namespace)
    {
        foreach (string snapshotter in graph.Snapshotters(@namespace))
        {
            Bucket? snapshots = graph.Snapshots(@namespace, snapshotter);
            foreach (string key in snapshots?.BucketNames() ?? [])
            {
                CollectLabelled(snapshots!.Bucket(key)!, GcNode.Snapshot(@namespace, snapshotter, key), withConditions: false);
            }
        }
    }

    private void CollectLabelled(Bucket record, GcNode node, bool withConditions)
    {
        if (GcGraph.Labels(record).Any(static label => label.Key.StartsWith(GcLabels.Root, StringComparison.Ordinal)))
        {
            Nodes.Add(node);
        }

        NoteEdges(record, node, withBackReferences: true, withConditions);
    }

    private void CollectContainers(string @namespace)
    {
        Bucket? containers = graph.Objects(@namespace, GcKind.Container);
        foreach (string id in containers?.BucketNames() ?? [])
        {
            GcNode node = new(GcKind.Container, @namespace, id);
            Nodes.Add(node);
            NoteEdges(containers!.Bucket(id)!, node, withBackReferences: true, withConditions: false);
        }
    }

    private void CollectSandboxes(string @namespace)
    {
        Bucket? sandboxes = Schema.Find(graph.Transaction, @namespace, Schema.Sandboxes);
        foreach (string id in sandboxes?.BucketNames() ?? [])
        {
            GcGraph.AddLabelled(sandboxes!.Bucket(id)!, @namespace, Nodes);
        }
    }

    // A label that is no moment does not expire anything.
    private bool HasExpired(Bucket record, string what, string @namespace, string name)
    {
        if (record.Bucket(Schema.Labels)?.FindText(GcLabels.Expire) is not { } text)
        {
            return false;
        }

        if (Rfc3339.TryParse(text, out Timestamp expiry))
        {
            return expiry < now;
        }

        logger.Warn($"ignoring invalid expiration value of {what}", ("expiration", text), ("namespace", @namespace), (what, name));
        return false;
    }

    private void NoteEdges(Bucket record, GcNode holder, bool withBackReferences, bool withConditions)
    {
        foreach ((string label, string value) in GcGraph.Labels(record))
        {
            if (withBackReferences && ReferenceLabels.TryBackReference(label, value, holder.Namespace, out GcNode keeper))
            {
                Note(keeper, holder);
            }
            else if (withConditions
                && ReferenceLabels.TryConditional(
                    label, value, holder.Namespace, out GcNode snapshot, out IReadOnlyList<UsedAtCondition>? conditions)
                && Holds(snapshot, conditions))
            {
                Note(holder, snapshot);
            }
        }
    }

    private bool Holds(GcNode snapshot, IReadOnlyList<UsedAtCondition> conditions)
        => conditions.Count > 0
            && graph.Find(snapshot)?.Bucket(Schema.Labels)?.FindText(GcLabels.UsedAt) is { } text
            && Rfc3339.TryParse(text, out Timestamp usedAt)
            && conditions.Any(condition => condition.Holds(usedAt, now));

    private void Note(GcNode from, GcNode to)
    {
        if (!NotedEdges.TryGetValue(from, out List<GcNode>? edges))
        {
            edges = [];
            NotedEdges.Add(from, edges);
        }

        edges.Add(to);
    }
}
