using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore;

/// <summary>Changes of the records within one transaction (containerd core/snapshots/storage/bolt.go).</summary>
public sealed class SnapshotWriter : SnapshotReader
{
    private readonly TimeProvider _clock;
    private readonly Stack<Action> _undo = [];

    internal SnapshotWriter(Transaction transaction, TimeProvider clock)
        : base(transaction) => _clock = clock;

    /// <summary>What to undo, the last first, if the transaction does not become durable.</summary>
    internal IEnumerable<Action> Undo => _undo;

    private Bucket? Parents => Transaction.Bucket(Schema.Version)?.Bucket(Schema.Parents);

    /// <summary>Names what undoes a step outside the database, should the transaction fail.</summary>
    public void OnRollback(Action undo) => _undo.Push(undo);

    /// <summary>Makes the record of a new active snapshot or view.</summary>
    /// <param name="kind">Active or view.</param>
    /// <param name="key">Its key, which must be free.</param>
    /// <param name="parent">The name of a committed snapshot, or empty.</param>
    /// <param name="labels">Those with an empty value are dropped.</param>
    /// <exception cref="DaemonException">As <see cref="SnapshotReader.CheckNew"/>.</exception>
    public Snapshot CreateSnapshot(SnapshotKind kind, string key, string parent, IReadOnlyDictionary<string, string> labels)
    {
        if (kind is not (SnapshotKind.Active or SnapshotKind.View))
        {
            throw DaemonException.InvalidArgument($"snapshot type {kind} invalid; only snapshots of type Active or View can be created");
        }

        SnapshotId? parentId = CheckNew(key, parent);
        Bucket version = Transaction.CreateBucketIfNotExists(Schema.Version);
        Bucket snapshots = version.CreateBucketIfNotExists(Schema.Snapshots);
        Bucket parents = version.CreateBucketIfNotExists(Schema.Parents);
        SnapshotRecord record = new(key, snapshots.CreateBucket(Schema.KeyOf(key)));
        SnapshotId id = new(snapshots.NextSequence());
        Timestamp now = Timestamp.Now(_clock);
        record.Write(id, new SnapshotInfo { Kind = kind, Name = key, Parent = parent, Labels = labels, CreatedAt = now, UpdatedAt = now });
        if (parentId is { } linked)
        {
            parents.Put(Schema.LinkOf(linked, id), Schema.KeyOf(key));
        }

        return new Snapshot(id, kind, ParentIdsOf(key, parent), record.Labels);
    }

    /// <summary>Turns the active snapshot <paramref name="key"/> into the committed <paramref name="name"/>; the number stays.</summary>
    /// <param name="key">The active snapshot.</param>
    /// <param name="name">The name, which must be free.</param>
    /// <param name="usage">What the snapshot takes.</param>
    /// <param name="parent">Empty, or the stored parent, or the new parent of a snapshot that has none.</param>
    /// <param name="labels">They replace those of the active snapshot.</param>
    /// <exception cref="DaemonException">
    /// AlreadyExists: the name is taken; NotFound: no such key or parent; FailedPrecondition: the key is not active or the parent not
    /// committed;
    /// InvalidArgument: another parent than the stored one.
    /// </exception>
    public SnapshotId CommitActive(
        string key, string name, SnapshotUsage usage, string parent, IReadOnlyDictionary<string, string> labels)
    {
        CheckKey(name);
        StoredSnapshot active = GetActive(key, name);
        SnapshotId id = active.Id;
        string newParent = ParentAfterCommit(key, active.Info.Parent, parent);
        SnapshotId? parentId = newParent.Length > 0 ? CommittedParent(key, newParent) : null;
        Bucket snapshots = Snapshots!;
        Timestamp now = Timestamp.Now(_clock);
        SnapshotRecord committed = new(name, snapshots.CreateBucket(Schema.KeyOf(name)));
        committed.Write(id, new SnapshotInfo
        {
            Kind = SnapshotKind.Committed,
            Name = name,
            Parent = newParent,
            Labels = labels,
            CreatedAt = now,
            UpdatedAt = now,
        });
        committed.WriteUsage(usage);
        snapshots.DeleteBucket(Schema.KeyOf(key));
        if (parentId is { } linked)
        {
            Parents!.Put(Schema.LinkOf(linked, id), Schema.KeyOf(name));
        }

        return id;
    }

    /// <summary>Removes a record of any kind.</summary>
    /// <exception cref="DaemonException">NotFound; FailedPrecondition: it has children.</exception>
    public RemovedSnapshot Remove(string key)
    {
        SnapshotRecord record = Find(key) ?? throw DaemonException.NotFound($"snapshot {key}");
        RemovedSnapshot removed = new(record.Id, record.Kind);
        if (HasChildren(removed.Id))
        {
            throw DaemonException.FailedPrecondition("cannot remove snapshot with child");
        }

        if (record.Parent.Length > 0)
        {
            SnapshotRecord parent = Find(record.Parent)
                ?? throw DaemonException.NotFound($"parent snapshot {record.Parent} of snapshot {key}");
            Parents?.Delete(Schema.LinkOf(parent.Id, removed.Id));
        }

        Snapshots!.DeleteBucket(Schema.KeyOf(key));

        return removed;
    }

    /// <summary>Changes the labels of a record: those that <paramref name="fieldPaths"/> name, or all.</summary>
    /// <param name="info">Name and labels; the rest is not looked at.</param>
    /// <param name="fieldPaths"><c>labels</c> or <c>labels.&lt;key&gt;</c>; none is all labels.</param>
    /// <returns>The new state.</returns>
    /// <exception cref="DaemonException">NotFound; InvalidArgument: another field path.</exception>
    public StoredSnapshot UpdateInfo(SnapshotInfo info, IReadOnlyList<string> fieldPaths)
    {
        const string LabelPrefix = "labels.";
        SnapshotRecord record = Get(info.Name);
        StoredSnapshot stored = record.Read();
        Dictionary<string, string> labels = fieldPaths.Count == 0 ? new(info.Labels) : new(stored.Info.Labels);
        foreach (string path in fieldPaths)
        {
            if (path == "labels")
            {
                labels = new Dictionary<string, string>(info.Labels);
            }
            else if (path.StartsWith(LabelPrefix, StringComparison.Ordinal))
            {
                string label = path[LabelPrefix.Length..];
                labels[label] = info.Labels.GetValueOrDefault(label, "");
            }
            else
            {
                throw DaemonException.InvalidArgument($"cannot update \"{path}\" field on snapshot \"{info.Name}\"");
            }
        }

        record.WriteTimes(stored.Info.CreatedAt, Timestamp.Now(_clock));
        record.WriteLabels(labels);

        return record.Read();
    }

    private bool HasChildren(SnapshotId id)
    {
        byte[] prefix = Schema.LinkPrefixOf(id);

        return Parents?.Cursor() is { } cursor && cursor.Seek(prefix) && cursor.Key.StartsWith(prefix);
    }

    private SnapshotId CommittedParent(string key, string parent)
    {
        SnapshotRecord record = Find(parent) ?? throw DaemonException.NotFound($"missing parent \"{parent}\" of snapshot \"{key}\"");

        return record.Kind == SnapshotKind.Committed
            ? record.Id
            : throw DaemonException.FailedPrecondition($"parent \"{parent}\" of snapshot \"{key}\" is not committed");
    }

    private static string ParentAfterCommit(string key, string stored, string requested)
    {
        if (stored.Length > 0 && requested.Length > 0 && stored != requested)
        {
            throw DaemonException.InvalidArgument($"cannot change parent of active snapshot \"{key}\" on commit");
        }

        return stored.Length > 0 ? stored : requested;
    }
}
