using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Snapshots;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Migrations;

/// <summary>Version 1: a snapshot is among the children of its parent.</summary>
internal static class ChildrenLinks
{
    public static void Migrate(Transaction transaction)
    {
        foreach (string @namespace in Schema.NamespaceNames(transaction).ToList())
        {
            Bucket? snapshotters = Schema.Find(transaction, @namespace, Schema.Snapshots);
            foreach (string snapshotter in snapshotters?.BucketNames().ToList() ?? [])
            {
                Bucket snapshots = snapshotters!.Bucket(snapshotter)!;
                foreach (string key in snapshots.BucketNames().ToList())
                {
                    SnapshotBucket.LinkToParent(snapshots, key);
                }
            }
        }
    }
}
