using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Erofs;

/// <summary>
/// Snapshots as read-only images under an overlay (containerd plugins/snapshots/erofs): what a container wrote becomes an image at the
/// commit, or the differ makes the image itself.
/// </summary>
internal sealed class ErofsSnapshotter : ISnapshotter, ISnapshotCleaner
{
    private readonly SnapshotDirectories _directories;
    private readonly ErofsMounts _mounts;
    private readonly LayerMounts? _layers;
    private readonly bool _blockMode;
    private readonly bool _setImmutable;
    private readonly MetaStore _store;
    private readonly DirectoryCleaner _cleaner;
    private readonly ILogger _logger;

    /// <param name="root">The snapshotter's directory.</param>
    /// <param name="state">Where layers are mounted.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="mountOptions">What is common to all mounts.</param>
    /// <param name="clock">For the times of the records.</param>
    /// <param name="logger">Told of what could not be removed.</param>
    public ErofsSnapshotter(
        string root, string state, ErofsConfig config, ErofsMountOptions mountOptions, TimeProvider clock, ILogger logger)
    {
        _logger = logger;
        _setImmutable = config.SetImmutable;
        _blockMode = mountOptions.WritableSize > 0;
        _directories = SnapshotDirectories.Create(root);
        _mounts = new ErofsMounts(_directories, mountOptions);
        _layers = config.MountLayers ? new LayerMounts(state, logger) : null;
        _cleaner = new DirectoryCleaner(
            _directories, logger, directory => ErofsImage.SetImmutable(ErofsDirectories.LayerIn(directory), immutable: false));
        _store = MetaStore.Open(Path.Join(root, MetaStore.FileName), clock, Recover, logger);
    }

    public async Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken)
        => (await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken)).Info;

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => (await _store.WriteAsync(writer => writer.UpdateInfo(info, fieldPaths), cancellationToken)).Info;

    public async Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
    {
        StoredSnapshot stored = await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken);

        return stored.Info.Kind == SnapshotKind.Active
            ? await TreeUsage.MeasureAsync(WrittenOf(stored.Id), cancellationToken)
            : stored.Usage;
    }

    public async Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
        => MountsOf(await _store.ReadAsync(
            reader => SnapshotErrors.Within("failed to get active mount", () => reader.GetSnapshot(key)), cancellationToken));

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.Active, key, parent, labels, cancellationToken);

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.View, key, parent, labels, cancellationToken);

    public async Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        SnapshotId? made = null;
        SnapshotId id;
        try
        {
            id = await _store.CommitMeasuredAsync(
                new SnapshotCommit(key, name, parent, labels),
                async (snapshot, token) =>
                {
                    made = await MakeLayerAsync(snapshot.Id, token) ? snapshot.Id : null;

                    return await TreeUsage.MeasureAsync(_directories.LayerOf(snapshot.Id), token);
                },
                static (_, _) => { },
                cancellationToken);
        }
        catch when (made is { } unused)
        {
            // It goes on as an active snapshot, which has no image.
            Discard(unused);
            throw;
        }

        _layers?.Release(id);
        Seal(id);
        if (made is not null)
        {
            await ForgetWrittenAsync(id);
        }
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        RemovedSnapshot removed = await _store.WriteAsync(
            writer => SnapshotErrors.Within($"failed to remove snapshot {key}", () => writer.Remove(key)), cancellationToken);
        _layers?.Release(removed.Id);
        await CleanupAsync(cancellationToken);
    }

    public async IAsyncEnumerable<SnapshotInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredSnapshot stored in _store.WalkAsync(filters, cancellationToken))
        {
            yield return stored.Info;
        }
    }

    public Task CleanupAsync(CancellationToken cancellationToken) => _cleaner.CleanAsync(_store, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _cleaner.DisposeAsync();
        _layers?.Dispose();
    }

    private void Recover(SnapshotReader reader)
    {
        _cleaner.Recover(reader);
        _layers?.ReleaseAllBut(reader.Ids());
    }

    private IReadOnlyList<Mount> MountsOf(Snapshot snapshot)
    {
        IReadOnlyList<Mount> described = _mounts.Of(snapshot);

        return _layers?.Mount(described) ?? described;
    }

    private async Task<IReadOnlyList<Mount>> CreateAsync(
        SnapshotKind kind, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        LayerOwner? mapped = LayerOwner.OfMaps(labels);
        Snapshot snapshot = await _store.WriteAsync(
            writer =>
            {
                Snapshot created = SnapshotErrors.Within(
                    "failed to create snapshot", () => writer.CreateSnapshot(kind, key, parent, labels));
                MakeDirectory(writer, created, mapped);

                // Mounts that can't be told are no snapshot.
                _ = _mounts.Of(created);

                return created;
            },
            cancellationToken);

        return MountsOf(snapshot);
    }

    private void MakeDirectory(SnapshotWriter writer, Snapshot snapshot, LayerOwner? mapped)
    {
        string directory = _directories.CreateNew(FileModes.Octal0700);
        writer.OnRollback(() => _directories.Discard(directory));
        LayerOwner? owner = mapped ?? (snapshot.ParentIds.Count > 0 ? LayerOwner.Of(_directories.UpperOf(snapshot.ParentIds[0])) : null);
        ErofsDirectories.Fill(directory, snapshot.Kind, _blockMode, owner);
        _directories.Publish(directory, snapshot.Id);
        writer.OnRollback(() => _directories.Unpublish(directory, snapshot.Id));
    }

    // False where the differ has made it.
    private async Task<bool> MakeLayerAsync(SnapshotId id, CancellationToken cancellationToken)
    {
        if (_directories.HasLayer(id))
        {
            return false;
        }

        try
        {
            await ErofsImage.MakeAsync(_directories, id, _layers?.WritableOf(id), cancellationToken);
        }
        catch (IOException error)
        {
            throw new DaemonException(ErrorKind.Unknown, $"failed to convert upper to erofs layer: {error.Message}", error);
        }

        return true;
    }

    private string WrittenOf(SnapshotId id)
        => _directories.HasLayer(id) ? _directories.LayerOf(id)
            : File.Exists(_directories.WritableOf(id)) ? _directories.WritableOf(id)
            : _directories.UpperOf(id);

    private void Seal(SnapshotId id)
    {
        if (_setImmutable)
        {
            Try(id, "failed to set IMMUTABLE_FL", () => ErofsImage.SetImmutable(_directories.LayerOf(id), immutable: true));
        }
    }

    private void Discard(SnapshotId id)
        => Try(id, "failed to remove the image of a snapshot that was not committed", () => File.Delete(_directories.LayerOf(id)));

    // The image has it now. The directory itself stays: it says who owns the root of the children.
    private Task ForgetWrittenAsync(SnapshotId id)
        => Task.Factory.StartNew(
            () => Try(id, "failed to remove what an image was made of", () =>
            {
                File.Delete(_directories.WritableOf(id));
                foreach (string entry in Directory.GetFileSystemEntries(_directories.UpperOf(id)))
                {
                    TreeRemoval.Remove(entry, CancellationToken.None);
                }
            }),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private void Try(SnapshotId id, string what, Action work)
    {
        try
        {
            work();
        }
        catch (IOException error)
        {
            _logger.Warn(error, what, ("path", _directories.PathOf(id)));
        }
    }
}
