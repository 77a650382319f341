using System.Text;
using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Migrations;

/// <summary>
/// Version 4: sandboxes are in <c>v1/&lt;namespace&gt;/sandboxes</c>; containerd 1.7 had them in a top-level bucket per namespace. Afterwards nothing is at
/// the top but <c>v1</c>.
/// </summary>
internal static class SandboxBuckets
{
    public static void Migrate(Transaction transaction)
    {
        List<string> namespaces = [.. transaction.BucketNames().Select(Encoding.UTF8.GetString).Where(static name => name != Schema.Root)];
        foreach (string @namespace in namespaces)
        {
            Bucket? old = transaction.Bucket(@namespace)!.Bucket(Schema.Sandboxes);
            foreach (string id in old?.BucketNames() ?? [])
            {
                Bucket sandbox = transaction.CreateBucketIfNotExists(Schema.Root)
                    .CreateBucketIfNotExists(@namespace)
                    .CreateBucketIfNotExists(Schema.Sandboxes)
                    .CreateBucketIfNotExists(id);
                Copy(old!.Bucket(id)!, sandbox);
            }

            transaction.DeleteBucket(@namespace);
        }
    }

    // A sandbox has values, and sub-buckets that have nothing but values.
    private static void Copy(Bucket source, Bucket destination)
    {
        CopyValues(source, destination);
        foreach (string name in source.BucketNames())
        {
            CopyValues(source.Bucket(name)!, destination.CreateBucketIfNotExists(name));
        }
    }

    private static void CopyValues(Bucket source, Bucket destination)
    {
        Cursor cursor = source.Cursor();
        for (bool placed = cursor.First(); placed; placed = cursor.Next())
        {
            if (!cursor.IsBucket)
            {
                destination.Put(cursor.Key, cursor.Value);
            }
        }
    }
}
