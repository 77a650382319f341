using PluginHost.Bolt;
using PluginHost.Leases;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Leases;

/// <summary>A lease in its bucket (<see cref="Schema"/>).</summary>
internal static class LeaseBucket
{
    public const string Content = "content";
    public const string Images = "images";
    public const string Ingests = "ingests";
    public const string Snapshots = "snapshots";

    public static Lease Read(Bucket bucket, string id)
    {
        try
        {
            return new Lease { Id = id, Labels = bucket.Map(Schema.Labels), CreatedAt = bucket.Time(Schema.CreatedAt) };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"lease \"{id}\": {e.Message}", e);
        }
    }

    public static void Write(Bucket bucket, Lease lease)
    {
        bucket.PutTime(Schema.CreatedAt, lease.CreatedAt);
        bucket.PutMap(Schema.Labels, lease.Labels);
    }

    /// <summary>What the lease keeps, in the order content, images, ingests, snapshots.</summary>
    public static IEnumerable<LeaseResource> Resources(Bucket bucket)
    {
        foreach (string type in (string[])[Content, Images, Ingests])
        {
            foreach (string id in bucket.Bucket(type)?.ValueKeys() ?? [])
            {
                yield return new LeaseResource(id, type);
            }
        }

        if (bucket.Bucket(Snapshots) is Bucket snapshotters)
        {
            foreach (string snapshotter in snapshotters.BucketNames())
            {
                foreach (string key in snapshotters.Bucket(snapshotter)!.ValueKeys())
                {
                    yield return new LeaseResource(key, $"{Snapshots}/{snapshotter}");
                }
            }
        }
    }
}
