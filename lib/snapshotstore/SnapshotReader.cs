using System.Text;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore;

/// <summary>The records as one transaction sees them; valid until it ends (containerd core/snapshots/storage/bolt.go).</summary>
public class SnapshotReader
{
    internal SnapshotReader(Transaction transaction) => Transaction = transaction;

    private protected Transaction Transaction { get; }

    /// <summary>Null before the first snapshot.</summary>
    private protected Bucket? Snapshots => Transaction.Bucket(Schema.Version)?.Bucket(Schema.Snapshots);

    /// <summary>The record of a key or name.</summary>
    /// <exception cref="DaemonException">NotFound.</exception>
    public StoredSnapshot GetInfo(string key) => Get(key).Read();

    /// <summary>What is needed to mount an active snapshot or view.</summary>
    /// <exception cref="DaemonException">NotFound; FailedPrecondition for a committed one.</exception>
    public Snapshot GetSnapshot(string key)
    {
        SnapshotRecord record = Get(key);
        SnapshotKind kind = record.Kind;

        return kind is SnapshotKind.Active or SnapshotKind.View
            ? new Snapshot(record.Id, kind, ParentIdsOf(key, record.Parent), record.Labels)
            : throw DaemonException.FailedPrecondition($"requested snapshot {key} not active or view");
    }

    /// <summary>Whether a key or name is taken.</summary>
    public bool Exists(string key) => Find(key) is not null;

    /// <summary>Whether a snapshot could be made, and on which parent.</summary>
    /// <returns>The parent's number, or null without a parent.</returns>
    /// <exception cref="DaemonException">
    /// InvalidArgument: the key is empty or too long; NotFound: no such parent; InvalidArgument: the parent is not committed;
    /// AlreadyExists: the key is taken.
    /// </exception>
    public SnapshotId? CheckNew(string key, string parent)
    {
        CheckKey(key);
        SnapshotRecord? record = parent.Length == 0
            ? null
            : Find(parent) ?? throw DaemonException.NotFound($"missing parent \"{parent}\" bucket");
        if (record is { } found && found.Kind != SnapshotKind.Committed)
        {
            throw DaemonException.InvalidArgument($"parent \"{parent}\" is not committed snapshot");
        }

        return Exists(key) ? throw DaemonException.AlreadyExists($"snapshot {key}") : record?.Id;
    }

    /// <summary>The record of an active snapshot that may be committed under a name.</summary>
    /// <exception cref="DaemonException">
    /// In this order: AlreadyExists: the name is taken; NotFound: no such key; FailedPrecondition: it is not active.
    /// </exception>
    public StoredSnapshot GetActive(string key, string name)
    {
        if (Exists(name))
        {
            throw DaemonException.AlreadyExists($"committed snapshot {name}");
        }

        SnapshotRecord record = Find(key) ?? throw DaemonException.NotFound($"failed to get active snapshot \"{key}\"");

        return record.Kind == SnapshotKind.Active
            ? record.Read()
            : throw DaemonException.FailedPrecondition($"snapshot \"{key}\" is not active");
    }

    /// <summary>
    /// At most <paramref name="limit"/> records in the order of their keys, from the first behind <paramref name="after"/> on; empty:
    /// the first of all.
    /// </summary>
    public IReadOnlyList<StoredSnapshot> List(string after, int limit)
    {
        List<StoredSnapshot> page = [];
        foreach (SnapshotRecord record in Records(after))
        {
            if (page.Count == limit)
            {
                break;
            }

            page.Add(record.Read());
        }

        return page;
    }

    /// <summary>The numbers of all snapshots.</summary>
    public IReadOnlySet<SnapshotId> Ids() => Records("").Select(record => record.Id).ToHashSet();

    /// <summary>The nearest parent's number first, then that of its parent, and so on; none for an empty name.</summary>
    private protected IReadOnlyList<SnapshotId> ParentIdsOf(string key, string parent)
    {
        List<SnapshotId> ids = [];
        HashSet<SnapshotId> seen = [];
        while (parent.Length > 0)
        {
            SnapshotRecord record = Find(parent)
                ?? throw DaemonException.NotFound($"failed to get parent chain for snapshot \"{key}\": parent \"{parent}\"");
            if (!seen.Add(record.Id))
            {
                throw new InvalidDataException($"snapshot \"{key}\": its parents form a circle at \"{parent}\"; metadata.db is damaged");
            }

            ids.Add(record.Id);
            parent = record.Parent;
        }

        return ids;
    }

    /// <summary>The record of a key or name, or null.</summary>
    private protected SnapshotRecord? Find(string key)
        => key.Length > 0 && Snapshots?.Bucket(Schema.KeyOf(key)) is { } bucket ? new SnapshotRecord(key, bucket) : null;

    private protected SnapshotRecord Get(string key) => Find(key) ?? throw DaemonException.NotFound($"snapshot {key} does not exist");

    private protected static void CheckKey(string key)
    {
        int length = Encoding.UTF8.GetByteCount(key);
        if (length is 0 or > Bucket.MaxKeySize)
        {
            throw DaemonException.InvalidArgument($"a snapshot key has 1 to {Bucket.MaxKeySize} bytes, not {length}");
        }
    }

    private IEnumerable<SnapshotRecord> Records(string after)
    {
        if (Snapshots is not { } snapshots)
        {
            yield break;
        }

        Cursor cursor = snapshots.Cursor();
        byte[] last = Schema.KeyOf(after);
        bool found = last.Length == 0 ? cursor.First() : cursor.Seek(last);
        if (found && last.Length > 0 && cursor.Key.SequenceEqual(last))
        {
            found = cursor.Next();
        }

        for (; found; found = cursor.Next())
        {
            if (cursor.IsBucket && snapshots.Bucket(cursor.Key) is { } bucket)
            {
                yield return new SnapshotRecord(Encoding.UTF8.GetString(cursor.Key), bucket);
            }
        }
    }
}
