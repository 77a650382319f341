using System.Collections.Immutable;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Snapshots;

namespace Acme.Snapshotter;

/// <summary>All snapshots at one moment. A change makes another set, so that a reader never sees half of it.</summary>
/// <param name="ByKey">Keys of active snapshots and views, names of committed ones: one key space.</param>
internal sealed record SnapshotSet(ImmutableDictionary<string, Snapshot> ByKey)
{
    public static SnapshotSet Empty { get; } = new(ImmutableDictionary<string, Snapshot>.Empty);

    public Snapshot Get(string key) => ByKey.GetValueOrDefault(key) ?? throw DaemonException.NotFound($"snapshot {key}");

    /// <summary>The parent for a new snapshot, or null for none.</summary>
    public Snapshot? CheckNew(string key, string parent)
    {
        CheckFree(key);
        if (parent.Length == 0)
        {
            return null;
        }

        Snapshot found = ByKey.GetValueOrDefault(parent) ?? throw DaemonException.NotFound($"missing parent {parent} of snapshot {key}");

        return found.Info.Kind == SnapshotKind.Committed
            ? found
            : throw DaemonException.InvalidArgument($"parent {parent} of snapshot {key} is not committed");
    }

    public SnapshotSet Add(Snapshot snapshot) => this with { ByKey = ByKey.Add(snapshot.Info.Name, snapshot) };

    /// <summary>The active snapshot that can become <paramref name="name"/>.</summary>
    public Snapshot CheckCommit(string name, string key, string parent)
    {
        Snapshot active = Get(key);
        if (active.Info.Kind != SnapshotKind.Active)
        {
            throw DaemonException.FailedPrecondition($"snapshot {key} is not active");
        }

        CheckFree(name);
        if (parent.Length > 0 && parent != active.Info.Parent)
        {
            CheckNewParent(active, parent);
        }

        return active;
    }

    public SnapshotSet Commit(
        string name, Snapshot active, string parent, IReadOnlyDictionary<string, string> labels, SnapshotUsage usage, Timestamp now)
    {
        SnapshotInfo info = new()
        {
            Kind = SnapshotKind.Committed,
            Name = name,
            Parent = parent.Length > 0 ? parent : active.Info.Parent,
            Labels = LabelChange.WithoutEmpty(labels),
            CreatedAt = now,
            UpdatedAt = now,
        };

        return this with { ByKey = ByKey.Remove(active.Info.Name).Add(name, active with { Info = info, Usage = usage }) };
    }

    public SnapshotSet Remove(string key)
    {
        Get(key);

        return ByKey.Values.Any(snapshot => snapshot.Info.Parent == key)
            ? throw DaemonException.FailedPrecondition($"cannot remove snapshot {key}, it has children")
            : this with { ByKey = ByKey.Remove(key) };
    }

    public SnapshotSet Update(SnapshotInfo info, IReadOnlyList<string> fieldPaths, Timestamp now)
    {
        Snapshot old = Get(info.Name);
        SnapshotInfo changed = old.Info with { Labels = LabelChange.Apply(old.Info, info.Labels, fieldPaths), UpdatedAt = now };

        return this with { ByKey = ByKey.SetItem(info.Name, old with { Info = changed }) };
    }

    private void CheckFree(string key)
    {
        if (key.Length == 0)
        {
            throw DaemonException.InvalidArgument("the key of a snapshot must not be empty");
        }

        if (ByKey.ContainsKey(key))
        {
            throw DaemonException.AlreadyExists($"snapshot {key}");
        }
    }

    // A snapshot that was made without a parent may get one at its commit, none may change it.
    private void CheckNewParent(Snapshot active, string parent)
    {
        if (active.Info.Parent.Length > 0)
        {
            throw DaemonException.InvalidArgument($"snapshot {active.Info.Name} has the parent {active.Info.Parent}, not {parent}");
        }

        if (Get(parent).Info.Kind != SnapshotKind.Committed)
        {
            throw DaemonException.FailedPrecondition($"parent {parent} is not committed");
        }
    }
}
