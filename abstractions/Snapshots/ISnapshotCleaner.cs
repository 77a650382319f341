namespace PluginHost.Snapshots;

/// <summary>A snapshotter that removes directories later than their records; the collector calls it after a removal.</summary>
public interface ISnapshotCleaner
{
    /// <summary>Removes what no snapshot uses any more. May be repeated.</summary>
    Task CleanupAsync(CancellationToken cancellationToken);
}
