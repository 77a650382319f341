using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>A snapshot in its bucket, and its link from the parent (<see cref="Schema"/>).</summary>
internal static class SnapshotBucket
{
    public const string Parent = "parent";

    private const string BackendKeyName = "name";
    private const string Children = "children";
    private const string CommittingKey = "committing";

    public static SnapshotRecord Read(Bucket bucket, string key)
    {
        try
        {
            return new SnapshotRecord
            {
                Key = key,
                BackendKey = BackendKey(bucket),
                Parent = bucket.Text(Parent),
                Committing = Committing(bucket) ?? "",
                Labels = bucket.Map(Schema.Labels),
                CreatedAt = bucket.Time(Schema.CreatedAt),
                UpdatedAt = bucket.Time(Schema.UpdatedAt),
            };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"snapshot {key}: {e.Message}", e);
        }
    }

    /// <summary>Makes the record in the bucket of its snapshotter and adds it to the children of its parent, which must exist.</summary>
    public static void Create(Bucket snapshots, SnapshotRecord record)
    {
        Bucket bucket = snapshots.CreateBucket(record.Key);
        bucket.PutText(BackendKeyName, record.BackendKey);
        if (record.Parent.Length > 0)
        {
            bucket.PutText(Parent, record.Parent);
            LinkToParent(snapshots, record.Key);
        }

        WriteChangeable(bucket, record);
    }

    /// <summary>Adds a snapshot to the children of its parent, if it has one that exists.</summary>
    public static void LinkToParent(Bucket snapshots, string key)
    {
        string parent = snapshots.Bucket(key)!.Text(Parent);
        if (parent.Length > 0)
        {
            snapshots.Bucket(parent)?.CreateBucketIfNotExists(Children).PutMark(key);
        }
    }

    /// <summary>Writes what an update changes.</summary>
    public static void WriteChangeable(Bucket bucket, SnapshotRecord record)
    {
        bucket.PutTime(Schema.CreatedAt, record.CreatedAt);
        bucket.PutTime(Schema.UpdatedAt, record.UpdatedAt);
        bucket.PutMap(Schema.Labels, record.Labels);
    }

    /// <summary>Deletes the record and its link from the parent, if that is still there.</summary>
    public static void Delete(Bucket snapshots, string key)
    {
        string parent = snapshots.Bucket(key)!.Text(Parent);
        if (parent.Length > 0)
        {
            snapshots.Bucket(parent)?.Bucket(Children)?.Delete(key);
        }

        snapshots.DeleteBucket(key);
    }

    /// <summary>
    /// True when a snapshot on top of this one exists. An entry among the children whose record is gone does not count: containerd's collector
    /// leaves such entries behind.
    /// </summary>
    public static bool HasChildren(Bucket snapshots, string key)
        => snapshots.Bucket(key)?.Bucket(Children) is Bucket children
            && children.ValueKeys().Any(child => snapshots.Bucket(child)?.Text(Parent) == key);

    public static string BackendKey(Bucket bucket) => bucket.Text(BackendKeyName);

    /// <summary>The backend key under which a commit was begun that has not been recorded; null when there is none.</summary>
    public static string? Committing(Bucket bucket) => bucket.FindText(CommittingKey);

    public static void SetCommitting(Bucket bucket, string? backendKey)
    {
        if (backendKey is null)
        {
            bucket.Delete(CommittingKey);
        }
        else
        {
            bucket.PutText(CommittingKey, backendKey);
        }
    }
}
