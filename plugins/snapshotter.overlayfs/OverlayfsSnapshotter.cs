using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Overlayfs;

/// <summary>
/// Snapshots as layers of overlay mounts (containerd plugins/snapshots/overlay/overlay.go): a child has only what differs from its parent.
/// </summary>
internal sealed class OverlayfsSnapshotter : ISnapshotter, ISnapshotCleaner
{
    private const string UpperdirLabel = "containerd.io/snapshot/overlay.upperdir";
    private readonly SnapshotDirectories _directories;
    private readonly OverlayfsMounts _mounts;
    private readonly OverlayfsConfig _config;
    private readonly MetaStore _store;
    private readonly DirectoryCleaner _cleaner;

    public OverlayfsSnapshotter(
        string root, OverlayfsConfig config, OverlayfsMountOptions mountOptions, TimeProvider clock, ILogger logger)
    {
        _config = config;
        _directories = SnapshotDirectories.Create(root);
        _mounts = new OverlayfsMounts(_directories, mountOptions);
        _cleaner = new DirectoryCleaner(_directories, logger);
        _store = MetaStore.Open(Path.Join(root, MetaStore.FileName), clock, _cleaner.Recover, logger);
    }

    public async Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken)
        => WithUpperdir(await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken));

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        SnapshotInfo own = info with
        {
            Labels = info.Labels.Where(label => label.Key != UpperdirLabel).ToDictionary(StringComparer.Ordinal),
        };

        return WithUpperdir(await _store.WriteAsync(writer => writer.UpdateInfo(own, fieldPaths), cancellationToken));
    }

    public async Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
    {
        StoredSnapshot stored = await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken);

        return stored.Info.Kind == SnapshotKind.Active
            ? await TreeUsage.MeasureAsync(_directories.LayerOf(stored.Id), cancellationToken)
            : stored.Usage;
    }

    public async Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
        => _mounts.Of(await _store.ReadAsync(
            reader => SnapshotErrors.Within("failed to get active mount", () => reader.GetSnapshot(key)), cancellationToken));

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.Active, key, parent, labels, cancellationToken);

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.View, key, parent, labels, cancellationToken);

    public Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => _store.CommitMeasuredAsync(new SnapshotCommit(key, name, parent, labels), _directories.LayerOf, cancellationToken);

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await _store.WriteAsync(writer => SnapshotErrors.Within("failed to remove", () => writer.Remove(key)), cancellationToken);
        if (_config.SyncRemove)
        {
            await CleanupAsync(cancellationToken);
        }
    }

    public async IAsyncEnumerable<SnapshotInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredSnapshot stored in _store.WalkAsync(filters, cancellationToken))
        {
            yield return WithUpperdir(stored);
        }
    }

    public Task CleanupAsync(CancellationToken cancellationToken) => _cleaner.CleanAsync(_store, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _cleaner.DisposeAsync();
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
                MakeDirectories(writer, created, mapped);

                return created;
            },
            cancellationToken);

        return _mounts.Of(snapshot);
    }

    // Made under another name, so that the snapshot's directory is whole when it appears.
    private void MakeDirectories(SnapshotWriter writer, Snapshot snapshot, LayerOwner? mapped)
    {
        string directory = _directories.CreateNew(FileModes.Octal0700);
        writer.OnRollback(() => _directories.Discard(directory));
        string layer = Path.Join(directory, OverlayfsDirectories.Layer);
        SnapshotDirectories.MakeDirectory(layer, FileModes.Octal0755);
        if (snapshot.Kind == SnapshotKind.Active)
        {
            SnapshotDirectories.MakeDirectory(Path.Join(directory, OverlayfsDirectories.Work), FileModes.Octal0711);
        }

        LayerOwner? owner = mapped ?? (snapshot.ParentIds.Count > 0 ? LayerOwner.Of(_directories.LayerOf(snapshot.ParentIds[0])) : null);
        owner?.Give(layer);
        _directories.Publish(directory, snapshot.Id);
        writer.OnRollback(() => _directories.Unpublish(directory, snapshot.Id));
    }

    private SnapshotInfo WithUpperdir(StoredSnapshot stored)
    {
        if (!_config.UpperdirLabel)
        {
            return stored.Info;
        }

        Dictionary<string, string> labels = new(stored.Info.Labels, StringComparer.Ordinal)
        {
            [UpperdirLabel] = _directories.LayerOf(stored.Id),
        };

        return stored.Info with { Labels = labels };
    }
}
