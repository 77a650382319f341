using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore;

/// <summary>What a removed record stood for.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">What it was.</param>
public readonly record struct RemovedSnapshot(SnapshotId Id, SnapshotKind Kind);
