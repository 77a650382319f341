using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Snapshots;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// Removes the records that were not reached: leases, snapshots, ingests, blobs, images. Containers and sandboxes are never removed. A
/// snapshot is also taken from the children of its parent, which containerd forgets.
/// </summary>
internal static class Sweeper
{
    /// <summary>The objects that nothing keeps.</summary>
    public static List<GcNode> Unreached(GcGraph graph, Marker marker)
        => [.. graph.Nodes().Where(node => node.Kind is not (GcKind.Container or GcKind.Resource) && !marker.IsReached(node))];

    /// <summary>Removes the records of <paramref name="nodes"/>; those that others have removed meanwhile are no fault.</summary>
    /// <returns>Those that were there.</returns>
    public static List<GcNode> Remove(Transaction transaction, IEnumerable<GcNode> nodes)
    {
        GcGraph graph = new(transaction);
        List<GcNode> removed = [];
        foreach (GcNode node in nodes)
        {
            if (graph.Find(node) is null)
            {
                continue;
            }

            if (node.Kind == GcKind.Snapshot)
            {
                (string snapshotter, string key) = node.SnapshotKey();
                SnapshotBucket.Delete(graph.Snapshots(node.Namespace, snapshotter)!, key);
            }
            else
            {
                graph.Objects(node.Namespace, node.Kind)!.DeleteBucket(node.Key);
            }

            removed.Add(node);
        }

        return removed;
    }
}
