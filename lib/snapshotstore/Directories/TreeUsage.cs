using PluginHost.Linux.Files;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore.Directories;

/// <summary>What a snapshot's own files take.</summary>
public static class TreeUsage
{
    /// <summary>Walks the tree on a thread of its own.</summary>
    /// <exception cref="IOException">The tree is missing or can't be read.</exception>
    public static Task<SnapshotUsage> MeasureAsync(string path, CancellationToken cancellationToken)
        => Task.Factory.StartNew(
            () =>
            {
                DiskUsage usage = DiskUsage.Of(path, cancellationToken);

                return new SnapshotUsage(usage.Inodes, usage.Size);
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
}
