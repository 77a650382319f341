using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore;

/// <summary>The record of a snapshot of any kind.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Info">Kind, name, parent, labels, times.</param>
/// <param name="Usage">As stored at the commit; zero before.</param>
public sealed record StoredSnapshot(SnapshotId Id, SnapshotInfo Info, SnapshotUsage Usage);
