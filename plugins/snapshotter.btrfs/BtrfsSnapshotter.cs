using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Archive.Changes;
using PluginHost.Linux.Btrfs;
using PluginHost.Linux.Files;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Btrfs;

/// <summary>
/// Snapshots as subvolumes of a btrfs file system (containerd plugins/snapshots/btrfs/btrfs.go): a child shares its parent's blocks until it
/// writes them.
/// </summary>
internal sealed class BtrfsSnapshotter : ISnapshotter, ISnapshotCleaner
{
    private readonly BtrfsSubvolumes _subvolumes;
    private readonly string _device;
    private readonly MetaStore _store;
    private readonly ILogger _logger;

    /// <param name="root">A directory on btrfs.</param>
    /// <param name="device">What is mounted there.</param>
    /// <param name="clock">For the times of the records.</param>
    /// <param name="logger">Told of what could not be removed.</param>
    public BtrfsSnapshotter(string root, string device, TimeProvider clock, ILogger logger)
    {
        _device = device;
        _logger = logger;
        _subvolumes = BtrfsSubvolumes.Create(root);
        _store = MetaStore.Open(
            Path.Join(root, MetaStore.FileName), clock, reader => DeleteAll(LeftOver(reader), CancellationToken.None), logger);
    }

    public async Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken)
        => (await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken)).Info;

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => (await _store.WriteAsync(writer => writer.UpdateInfo(info, fieldPaths), cancellationToken)).Info;

    public async Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
    {
        (StoredSnapshot stored, Snapshot? active) = await _store.ReadAsync(
            reader =>
            {
                StoredSnapshot found = reader.GetInfo(key);

                return (found, found.Info.Kind == SnapshotKind.Active ? reader.GetSnapshot(key) : null);
            },
            cancellationToken);

        return active is null ? stored.Usage : await MeasureAsync(active, cancellationToken);
    }

    public async Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
        => MountsOf(await _store.ReadAsync(
            reader => SnapshotErrors.Within("failed to get snapshot mount", () => reader.GetSnapshot(key)), cancellationToken));

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.Active, key, parent, labels, cancellationToken);

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.View, key, parent, labels, cancellationToken);

    public async Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        SnapshotId id = await _store.CommitMeasuredAsync(
            new SnapshotCommit(key, name, parent, labels),
            MeasureAsync,
            (writer, committed) =>
            {
                string frozen = _subvolumes.Freeze(committed);
                writer.OnRollback(() => Subvolume.Delete(frozen, CancellationToken.None));
            },
            cancellationToken);

        // Committed already: what can't be removed now is removed by the next clean-up.
        await DeleteAllAsync([_subvolumes.PathOf(SnapshotKind.Active, id)], CancellationToken.None);
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        string? aside = await _store.WriteAsync(
            writer =>
            {
                RemovedSnapshot removed = SnapshotErrors.Within("failed to remove snapshot", () => writer.Remove(key));
                string? path = _subvolumes.SetAside(removed.Kind, removed.Id);
                if (path is not null)
                {
                    writer.OnRollback(() => _subvolumes.PutBack(path, removed.Kind, removed.Id));
                }

                return path;
            },
            cancellationToken);
        await DeleteAllAsync(aside is null ? [] : [aside], CancellationToken.None);
    }

    public async IAsyncEnumerable<SnapshotInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredSnapshot stored in _store.WalkAsync(filters, cancellationToken))
        {
            yield return stored.Info;
        }
    }

    public async Task CleanupAsync(CancellationToken cancellationToken)
        => await DeleteAllAsync(await _store.WriteAsync(LeftOver, cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<IReadOnlyList<Mount>> CreateAsync(
        SnapshotKind kind, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await _store.WriteAsync(
            writer =>
            {
                Snapshot created = SnapshotErrors.Within(
                    "failed to create snapshot", () => writer.CreateSnapshot(kind, key, parent, labels));
                _subvolumes.Make(created);
                writer.OnRollback(() => Subvolume.Delete(_subvolumes.PathOf(kind, created.Id), CancellationToken.None));

                return created;
            },
            cancellationToken);

        return MountsOf(snapshot);
    }

    private Mount[] MountsOf(Snapshot snapshot)
    {
        ulong number = Subvolume.IdOf(_subvolumes.PathOf(snapshot.Kind, snapshot.Id));
        string id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"subvolid={number}");

        return [new Mount("btrfs", _device, snapshot.Kind == SnapshotKind.Active ? [id] : [id, "ro"])];
    }

    private Task<SnapshotUsage> MeasureAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        string own = _subvolumes.PathOf(SnapshotKind.Active, snapshot.Id);
        if (snapshot.ParentIds.Count == 0)
        {
            return TreeUsage.MeasureAsync(own, cancellationToken);
        }

        string parent = _subvolumes.PathOf(SnapshotKind.Committed, snapshot.ParentIds[0]);

        return Task.Factory.StartNew(
            () =>
            {
                DiskUsage usage = ChangedUsage.Of(parent, own, cancellationToken);

                return new SnapshotUsage(usage.Inodes, usage.Size);
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private IReadOnlyList<string> LeftOver(SnapshotReader reader)
        => _subvolumes.SetAsideAllBut(reader.List("", int.MaxValue).ToDictionary(stored => stored.Id, stored => stored.Info.Kind));

    private Task DeleteAllAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
        => paths.Count == 0
            ? Task.CompletedTask
            : Task.Factory.StartNew(
                () => DeleteAll(paths, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void DeleteAll(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        foreach (string path in paths)
        {
            try
            {
                Subvolume.Delete(path, cancellationToken);
            }
            catch (IOException error)
            {
                _logger.Warn(error, "failed to remove subvolume", ("path", path));
            }
        }
    }
}
