using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Content;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Migrations;

/// <summary>Version 2: an ingest is a bucket in <c>ingests</c>; before, it was a key in <c>ingest</c> with the backend's ref as its value.</summary>
internal static class IngestRecords
{
    private const string OldIngests = "ingest";

    public static void Migrate(Transaction transaction)
    {
        foreach (string @namespace in Schema.NamespaceNames(transaction).ToList())
        {
            if (Schema.Find(transaction, @namespace, Schema.Content) is not Bucket content || content.Bucket(OldIngests) is not Bucket old)
            {
                continue;
            }

            Bucket ingests = content.CreateBucketIfNotExists(Schema.Ingests);
            foreach (string @ref in old.ValueKeys().ToList())
            {
                IngestBucket.Move(ingests, @ref, old.Text(@ref));
            }

            content.DeleteBucket(OldIngests);
        }
    }
}
