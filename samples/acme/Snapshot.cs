using PluginHost.Snapshots;

namespace Acme.Snapshotter;

/// <summary>A snapshot as it is stored.</summary>
/// <param name="Directory">Name of the directory with its files; empty for a view of a parent, which shows the parent's.</param>
/// <param name="Info">What clients see.</param>
/// <param name="Usage">Measured at the commit; nothing before.</param>
internal sealed record Snapshot(string Directory, SnapshotInfo Info, SnapshotUsage Usage);
