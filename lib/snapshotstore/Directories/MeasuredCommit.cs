using PluginHost.Errors;
using PluginHost.Snapshots;

namespace PluginHost.SnapshotStore.Directories;

/// <summary>The commit of a snapshot together with what its directory takes.</summary>
public static class MeasuredCommit
{
    private const string Context = "failed to commit snapshot";

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
    public static Task<SnapshotId> CommitMeasuredAsync(
        this MetaStore store, SnapshotCommit commit, Func<SnapshotId, string> pathOf, CancellationToken cancellationToken)
        => store.CommitMeasuredAsync(
            commit,
            (snapshot, token) => TreeUsage.MeasureAsync(pathOf(snapshot.Id), token),
            static (_, _) => { },
            cancellationToken);

    /// <summary>As the other, with a measure and a step of the snapshotter's own.</summary>
    /// <param name="store">The records.</param>
    /// <param name="commit">What to commit.</param>
    /// <param name="measure">What is stored as usage.</param>
    /// <param name="complete">Within the transaction, last: what makes the files committed ones. It names its own undoing.</param>
    /// <param name="cancellationToken">Ends the measuring and the wait for other writers.</param>
    /// <exception cref="DaemonException">
    /// As <see cref="SnapshotWriter.CommitActive"/>, and Unavailable when the key was removed and made anew meanwhile.
    /// </exception>
    public static async Task<SnapshotId> CommitMeasuredAsync(
        this MetaStore store,
        SnapshotCommit commit,
        Func<Snapshot, CancellationToken, Task<SnapshotUsage>> measure,
        Action<SnapshotWriter, SnapshotId> complete,
        CancellationToken cancellationToken)
    {
        Snapshot measured = await store.ReadAsync(
            reader => SnapshotErrors.Within(Context, () => ActiveOf(reader, commit)), cancellationToken);
        SnapshotUsage usage = await measure(measured, cancellationToken);

        return await store.WriteAsync(
            writer =>
            {
                SnapshotId id = SnapshotErrors.Within(Context, () => Commit(writer, commit, measured.Id, usage));
                complete(writer, id);

                return id;
            },
            cancellationToken);
    }

    private static Snapshot ActiveOf(SnapshotReader reader, SnapshotCommit commit)
    {
        _ = reader.GetActive(commit.Key, commit.Name);

        return reader.GetSnapshot(commit.Key);
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
