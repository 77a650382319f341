using System.Text;
using PluginHost.Bolt;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>The records that are new or were changed between two states of the database; the cost is that of the changes.</summary>
internal static class ChangedRecords
{
    private static readonly (string Bucket, GcKind Kind)[] Kinds =
        [(Schema.Leases, GcKind.Lease), (Schema.Images, GcKind.Image), (Schema.Containers, GcKind.Container)];

    /// <summary>The objects of those records, each of which <paramref name="roots"/> has looked at.</summary>
    /// <param name="earlier">Still open.</param>
    /// <param name="graph">Of the later state.</param>
    /// <param name="roots">Of the later state.</param>
    public static List<GcNode> Find(Transaction earlier, GcGraph graph, Roots roots)
    {
        List<GcNode> changed = [];
        foreach ((string @namespace, Bucket now, Bucket? before) in Changed(
            graph.Transaction.Bucket(Schema.Root), earlier.Bucket(Schema.Root)))
        {
            foreach ((string bucket, GcKind kind) in Kinds)
            {
                Add(now.Bucket(bucket), before?.Bucket(bucket), key => new GcNode(kind, @namespace, key));
            }

            Bucket? content = now.Bucket(Schema.Content);
            Bucket? contentBefore = before?.Bucket(Schema.Content);
            Add(content?.Bucket(Schema.Blobs), contentBefore?.Bucket(Schema.Blobs), key => new GcNode(GcKind.Content, @namespace, key));
            Add(content?.Bucket(Schema.Ingests), contentBefore?.Bucket(Schema.Ingests), key => new GcNode(GcKind.Ingest, @namespace, key));
            foreach ((string snapshotter, Bucket snapshots, Bucket? snapshotsBefore) in Changed(
                now.Bucket(Schema.Snapshots), before?.Bucket(Schema.Snapshots)))
            {
                Add(snapshots, snapshotsBefore, key => GcNode.Snapshot(@namespace, snapshotter, key));
            }

            foreach ((string id, Bucket record, _) in Changed(now.Bucket(Schema.Sandboxes), before?.Bucket(Schema.Sandboxes)))
            {
                roots.CollectSandbox(@namespace, id, record);
            }
        }

        return changed;

        void Add(Bucket? now, Bucket? before, Func<string, GcNode> toNode)
        {
            foreach ((string key, Bucket record, _) in Changed(now, before))
            {
                GcNode node = toNode(key);
                roots.Collect(node, record);
                changed.Add(node);
            }
        }
    }

    // The sub-buckets of a bucket that are new or changed, each with its earlier state.
    private static IEnumerable<(string Name, Bucket Now, Bucket? Before)> Changed(Bucket? now, Bucket? before)
    {
        foreach (byte[] name in now?.ChangedSince(before) ?? [])
        {
            if (now!.Bucket(name) is Bucket bucket)
            {
                yield return (Encoding.UTF8.GetString(name), bucket, before?.Bucket(name));
            }
        }
    }
}
