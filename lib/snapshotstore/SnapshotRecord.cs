using System.Text;
using PluginHost.Bolt;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore;

/// <summary>The bucket of one snapshot, see <see cref="Schema"/>. Entries that are unknown here are left alone.</summary>
internal readonly struct SnapshotRecord(string name, Bucket bucket)
{
    public SnapshotId Id
        => bucket.TryGet(Schema.Id, out ReadOnlySpan<byte> bytes)
            && Varint.TryReadUnsigned(bytes, out ulong id, out int length)
            && length == bytes.Length
            ? new SnapshotId(id)
            : throw Damaged("id");

    public SnapshotKind Kind
        => bucket.TryGet(Schema.Kind, out ReadOnlySpan<byte> bytes) && bytes.Length == 1 ? (SnapshotKind)bytes[0] : throw Damaged("kind");

    /// <summary>Empty for none.</summary>
    public string Parent => bucket.TryGet(Schema.Parent, out ReadOnlySpan<byte> bytes) ? Encoding.UTF8.GetString(bytes) : "";

    public SnapshotUsage Usage => new(ReadSigned(Schema.Inodes, "inodes"), ReadSigned(Schema.Size, "size"));

    public IReadOnlyDictionary<string, string> Labels
    {
        get
        {
            Dictionary<string, string> labels = new(StringComparer.Ordinal);
            foreach (BucketEntry entry in bucket.Bucket(Schema.Labels)?.Entries() ?? [])
            {
                if (entry.Value is { } value)
                {
                    labels[Encoding.UTF8.GetString(entry.Key)] = Encoding.UTF8.GetString(value);
                }
            }

            return labels;
        }
    }

    public SnapshotInfo Info => new()
    {
        Name = name,
        Kind = Kind,
        Parent = Parent,
        Labels = Labels,
        CreatedAt = ReadTime(Schema.CreatedAt, "createdat"),
        UpdatedAt = ReadTime(Schema.UpdatedAt, "updatedat"),
    };

    public StoredSnapshot Read() => new(Id, Info, Usage);

    /// <summary>Writes all fields but the usage.</summary>
    public void Write(SnapshotId id, SnapshotInfo info)
    {
        bucket.Put(Schema.Id, Varint.EncodeUnsigned(id.Value));
        bucket.Put(Schema.Kind, [(byte)info.Kind]);
        if (info.Parent.Length > 0)
        {
            bucket.Put(Schema.Parent, Schema.KeyOf(info.Parent));
        }

        WriteTimes(info.CreatedAt, info.UpdatedAt);
        WriteLabels(info.Labels);
    }

    public void WriteTimes(Timestamp createdAt, Timestamp updatedAt)
    {
        bucket.Put(Schema.CreatedAt, GoTime.Encode(createdAt));
        bucket.Put(Schema.UpdatedAt, GoTime.Encode(updatedAt));
    }

    public void WriteUsage(SnapshotUsage usage)
    {
        bucket.Put(Schema.Inodes, Varint.EncodeSigned(usage.Inodes));
        bucket.Put(Schema.Size, Varint.EncodeSigned(usage.Size));
    }

    /// <summary>Replaces all labels; an empty value drops its label.</summary>
    public void WriteLabels(IReadOnlyDictionary<string, string> labels)
    {
        if (bucket.Bucket(Schema.Labels) is not null)
        {
            bucket.DeleteBucket(Schema.Labels);
        }

        if (labels.Count == 0)
        {
            return;
        }

        Bucket stored = bucket.CreateBucket(Schema.Labels);
        foreach ((string key, string value) in labels)
        {
            if (value.Length > 0)
            {
                stored.Put(Schema.KeyOf(key), Encoding.UTF8.GetBytes(value));
            }
        }
    }

    private long ReadSigned(ReadOnlySpan<byte> key, string field)
    {
        if (!bucket.TryGet(key, out ReadOnlySpan<byte> bytes))
        {
            return 0;
        }

        return Varint.TryDecodeSigned(bytes, out long value) ? value : throw Damaged(field);
    }

    private Timestamp ReadTime(ReadOnlySpan<byte> key, string field)
    {
        if (!bucket.TryGet(key, out ReadOnlySpan<byte> bytes))
        {
            return Timestamp.Zero;
        }

        return GoTime.TryDecode(bytes, out Timestamp time) ? time : throw Damaged(field);
    }

    private InvalidDataException Damaged(string field)
        => new($"snapshot \"{name}\": the field {field} of its record is missing or damaged; remove the snapshot, or restore metadata.db");
}
