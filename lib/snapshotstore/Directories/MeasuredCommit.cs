using PluginHost.Errors;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore.Directories;

/// <summary>The commit of a snapshot together with what its directory takes.</summary>
public static class MeasuredCommit
{
    /// <summary>
    /// Measures, then commits. The walk over the directory comes before the transaction: a large snapshot must not keep others from
    /// writing.
    /// </summary>
    /// <param name="store">The records.</param>
    /// <param name="commit">What to commit.</param>
    /// <param name="pathOf">The directory whose usage is stored.</param>
    /// <param name="cancellationToken">Ends the walk and the wait for other writers.</param>
    /// <exception cref="DaemonException">
    /// As <see cref="SnapshotWriter.CommitActive"/>, and Unavailable when the key was removed and made anew meanwhile.
    /// </exception>
    public static async Task<SnapshotId> CommitMeasuredAsync(
        this MetaStore store, SnapshotCommit commit, Func<SnapshotId, string> pathOf, CancellationToken cancellationToken)
    {
        const string Context = "failed to commit snapshot";
        StoredSnapshot measured = await store.ReadAsync(
            reader => SnapshotErrors.Within(Context, () => reader.GetActive(commit.Key, commit.Name)), cancellationToken);
        SnapshotUsage usage = await TreeUsage.MeasureAsync(pathOf(measured.Id), cancellationToken);

        return await store.WriteAsync(
            writer => SnapshotErrors.Within(Context, () => Commit(writer, commit, measured.Id, usage)),
            cancellationToken);
    }

    private static SnapshotId Commit(SnapshotWriter writer, SnapshotCommit commit, SnapshotId measured, SnapshotUsage usage)
    {
        SnapshotId id = writer.CommitActive(commit.Key, commit.Name, usage, commit.Parent, commit.Labels);

        return id == measured
            ? id
            : throw DaemonException.Unavailable(
                $"snapshot \"{commit.Key}\" was removed and made anew while it was measured, commit it again");
    }
}
