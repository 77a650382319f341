using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore;

/// <summary>An active snapshot or view with what it stands on: enough to say how to mount it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">Active or view.</param>
/// <param name="ParentIds">The nearest parent first, the oldest last; empty without a parent.</param>
/// <param name="Labels">The labels that the backend was given.</param>
public sealed record Snapshot(
    SnapshotId Id, SnapshotKind Kind, IReadOnlyList<SnapshotId> ParentIds, IReadOnlyDictionary<string, string> Labels);
