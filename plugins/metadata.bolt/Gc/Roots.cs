using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Gc;
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
internal sealed class Roots(GcGraph graph, Timestamp now, NotedEdges edges, ILogger logger)
{
    public List<GcReference> Nodes { get; } = [];

    /// <summary>Looks at every record there is.</summary>
    public void Collect()
    {
        foreach (string @namespace in Schema.NamespaceNames(graph.Transaction))
        {
            CollectAll(GcKind.Lease, @namespace);
            CollectAll(GcKind.Image, @namespace);
            CollectAll(GcKind.Ingest, @namespace);
            CollectAll(GcKind.Content, @namespace);
            foreach (string snapshotter in graph.Snapshotters(@namespace))
            {
                Bucket? snapshots = graph.Snapshots(@namespace, snapshotter);
                foreach (string key in snapshots?.BucketNames() ?? [])
                {
                    Collect(GcNode.Snapshot(@namespace, snapshotter, key), snapshots!.Bucket(key)!);
                }
            }

            CollectAll(GcKind.Container, @namespace);
            Bucket? sandboxes = Schema.Find(graph.Transaction, @namespace, Schema.Sandboxes);
            foreach (string id in sandboxes?.BucketNames() ?? [])
            {
                CollectSandbox(@namespace, id, sandboxes!.Bucket(id)!);
            }
        }

        foreach (GcNode node in graph.Resources.Nodes)
        {
            CollectResource(node, graph.Resources[node]);
        }
    }

    /// <summary>Looks at the record of one object.</summary>
    public void Collect(GcNode node, Bucket record)
    {
        switch (node.Kind)
        {
            case GcKind.Lease:
                CollectLease(node, record);
                break;
            case GcKind.Image:
                CollectImage(node, record);
                break;
            case GcKind.Ingest:
                CollectIngest(node, record);
                break;
            case GcKind.Container:
                Nodes.Add(new(node, "container"));
                NoteEdges(record, node, withBackReferences: true, withConditions: false);
                break;
            default:
                CollectLabelled(node, record);
                break;
        }
    }

    /// <summary>A sandbox is no object of the graph; what its labels name are roots.</summary>
    public void CollectSandbox(string @namespace, string id, Bucket record)
    {
        foreach ((string label, string value) in GcGraph.Labels(record))
        {
            if (ReferenceLabels.TryReference(label, value, @namespace, out GcNode node))
            {
                Nodes.Add(new(node, $"sandbox {id}, {label}"));
            }
        }
    }

    private void CollectResource(GcNode node, CollectedResource resource)
    {
        if (resource.Active)
        {
            Nodes.Add(new(node, $"active {node.Word}"));
        }

        foreach ((string label, string value) in resource.Labels)
        {
            if (ReferenceLabels.TryBackReference(label, value, node.Namespace, out GcNode keeper))
            {
                edges.Add(keeper, new(node, label));
            }
        }
    }

    private void CollectAll(GcKind kind, string @namespace)
    {
        Bucket? objects = graph.Objects(@namespace, kind);
        foreach (string key in objects?.BucketNames() ?? [])
        {
            Collect(new GcNode(kind, @namespace, key), objects!.Bucket(key)!);
        }
    }

    private void CollectLease(GcNode node, Bucket lease)
    {
        if (HasExpired(lease, "lease", node))
        {
            return;
        }

        bool flat = lease.Bucket(Schema.Labels)?.FindText(GcLabels.Flat) is not null;
        string reason = flat ? $"flat lease {node.Key}" : $"lease {node.Key}";
        Nodes.Add(new(node, "lease"));
        AddLeased(lease, LeaseBucket.Content, new GcNode(GcKind.Content, node.Namespace, "", flat), reason);
        AddLeased(lease, LeaseBucket.Images, new GcNode(GcKind.Image, node.Namespace, "", flat), reason);
        AddLeased(lease, LeaseBucket.Ingests, new GcNode(GcKind.Ingest, node.Namespace, ""), reason);
        Bucket? snapshotters = lease.Bucket(LeaseBucket.Snapshots);
        foreach (string snapshotter in snapshotters?.BucketNames() ?? [])
        {
            foreach (string key in snapshotters!.Bucket(snapshotter)!.ValueKeys())
            {
                Nodes.Add(new(GcNode.Snapshot(node.Namespace, snapshotter, key, flat), reason));
            }
        }

        Nodes.AddRange(graph.Resources.LeasedBy(node.Namespace, node.Key).Select(resource => new GcReference(resource, reason)));
    }

    private void AddLeased(Bucket lease, string type, GcNode pattern, string reason)
    {
        foreach (string key in lease.Bucket(type)?.ValueKeys() ?? [])
        {
            Nodes.Add(new(pattern with { Key = key }, reason));
        }
    }

    private void CollectImage(GcNode node, Bucket image)
    {
        bool expired = HasExpired(image, "image", node);
        if (!expired)
        {
            Nodes.Add(new(node, "image"));
        }

        NoteEdges(image, node, withBackReferences: expired, withConditions: true);
    }

    private void CollectIngest(GcNode node, Bucket ingest)
    {
        if (IngestBucket.ExpireAt(ingest) is Timestamp expiry && expiry > now)
        {
            Nodes.Add(new(node, $"ingest until {expiry}"));
        }
    }

    private void CollectLabelled(GcNode node, Bucket record)
    {
        foreach ((string label, _) in GcGraph.Labels(record))
        {
            if (label.StartsWith(GcLabels.Root, StringComparison.Ordinal))
            {
                Nodes.Add(new(node, label));
                break;
            }
        }

        NoteEdges(record, node, withBackReferences: true, withConditions: node.Kind == GcKind.Content);
    }

    // A label that is no moment does not expire anything.
    private bool HasExpired(Bucket record, string what, GcNode node)
    {
        if (record.Bucket(Schema.Labels)?.FindText(GcLabels.Expire) is not { } text)
        {
            return false;
        }

        if (Rfc3339.TryParse(text, out Timestamp expiry))
        {
            return expiry < now;
        }

        logger.Warn(
            $"ignoring invalid expiration value of {what}", ("expiration", text), ("namespace", node.Namespace), (what, node.Key));
        return false;
    }

    private void NoteEdges(Bucket record, GcNode holder, bool withBackReferences, bool withConditions)
    {
        foreach ((string label, string value) in GcGraph.Labels(record))
        {
            if (withBackReferences && ReferenceLabels.TryBackReference(label, value, holder.Namespace, out GcNode keeper))
            {
                edges.Add(keeper, new(holder, label));
            }
            else if (withConditions
                && ReferenceLabels.TryConditional(
                    label, value, holder.Namespace, out GcNode snapshot, out IReadOnlyList<UsedAtCondition>? conditions)
                && Holds(snapshot, conditions))
            {
                edges.Add(holder, new(snapshot, label));
            }
        }
    }

    private bool Holds(GcNode snapshot, IReadOnlyList<UsedAtCondition> conditions)
        => conditions.Count > 0
            && graph.Find(snapshot)?.Bucket(Schema.Labels)?.FindText(GcLabels.UsedAt) is { } text
            && Rfc3339.TryParse(text, out Timestamp usedAt)
            && conditions.Any(condition => condition.Holds(usedAt, now));
}
