using PluginHost.Errors;
using PluginHost.Mounts;

namespace PluginHost.Snapshots;

/// <summary>
/// Layers of a file system. The life of a layer: <see cref="PrepareAsync"/> makes a writable snapshot on top of a committed parent and says how to
/// mount it; the caller mounts it, writes, unmounts; <see cref="CommitAsync"/> makes it immutable under a name that others can have as parent.
/// A container runs in an active snapshot that is never committed; <see cref="ViewAsync"/> is for reading. Nothing is mounted by the snapshotter.
/// <para>Keys and names share one key space. A call that fails leaves nothing behind. Calls may come in parallel.</para>
/// <para>
/// Common errors: <see cref="ErrorKind.NotFound"/> for an unknown key or parent, <see cref="ErrorKind.AlreadyExists"/> for a taken key or name,
/// <see cref="ErrorKind.InvalidArgument"/> for a parent that is not committed, <see cref="ErrorKind.FailedPrecondition"/> for a snapshot of the
/// wrong kind and for the removal of one that has children.
/// </para>
/// </summary>
public interface ISnapshotter : IAsyncDisposable
{
    /// <summary>The same snapshotter on behalf of <paramref name="scope"/>; only one that leaves the process needs to know it.</summary>
    ISnapshotter For(RequestScope scope) => this;

    Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Changes labels: <paramref name="fieldPaths"/> are <c>labels</c> (all) or <c>labels.&lt;key&gt;</c> (an absent or empty value removes);
    /// none means all labels are replaced; anything else is InvalidArgument. Returns the new state.
    /// </summary>
    Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken);

    /// <summary>What the snapshot itself takes: measured while it is active, as stored at the commit afterwards.</summary>
    Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken);

    /// <summary>How to mount an active snapshot or view; FailedPrecondition for a committed one.</summary>
    Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken);

    /// <summary>A new active snapshot on <paramref name="parent"/> (empty: on nothing), and how to mount it.</summary>
    Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>A new read-only view of <paramref name="parent"/>, and how to mount it.</summary>
    Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the active snapshot <paramref name="key"/> the committed <paramref name="name"/>; the key is gone afterwards. Labels of the call
    /// replace those of the active snapshot. <paramref name="parent"/>, unless empty, becomes the parent of a snapshot that has none
    /// (rebase); another parent than the stored one is InvalidArgument.
    /// </summary>
    Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Removes a snapshot of any kind that has no children. What it occupied may be freed later (<see cref="ISnapshotCleaner"/>).</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// The snapshots that match one of <paramref name="filters"/> (none: all), in no order. Filter fields: kind, name, parent, labels.
    /// The snapshotter may be called while the walk goes on.
    /// </summary>
    IAsyncEnumerable<SnapshotInfo> WalkAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken);
}
