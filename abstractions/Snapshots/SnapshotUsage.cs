namespace PluginHost.Snapshots;

/// <summary>The resources of a snapshot itself, without its parents.</summary>
/// <param name="Inodes">Distinct inodes.</param>
/// <param name="Size">Bytes on disk (blocks times 512).</param>
public readonly record struct SnapshotUsage(long Inodes, long Size);
