using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Blockfile;

/// <summary>
/// Snapshots as images of whole file systems (containerd plugins/snapshots/blockfile/blockfile.go): a child begins as a copy of its parent's
/// image, which shares its blocks where the file system can. Also cleans up, which containerd's does not: what a killed daemon left.
/// </summary>
internal sealed class BlockfileSnapshotter : ISnapshotter, ISnapshotCleaner
{
    private const string CreateContext = "failed to create snapshot";
    private readonly SnapshotDirectories _images;
    private readonly DirectoryCleaner _cleaner;
    private readonly MetaStore _store;
    private readonly string _scratch;
    private readonly BlockfileMounts _mounts;

    /// <param name="root">The snapshotter's directory.</param>
    /// <param name="scratch">The image of an empty file system.</param>
    /// <param name="mounts">How images are mounted.</param>
    /// <param name="clock">For the times of the records.</param>
    /// <param name="logger">Told of what could not be removed.</param>
    public BlockfileSnapshotter(string root, string scratch, BlockfileMounts mounts, TimeProvider clock, ILogger logger)
    {
        _scratch = scratch;
        _mounts = mounts;
        _images = SnapshotDirectories.Create(root);
        _cleaner = new DirectoryCleaner(_images, logger);
        _store = MetaStore.Open(Path.Join(root, MetaStore.FileName), clock, _cleaner.Recover, logger);
    }

    public async Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken)
        => (await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken)).Info;

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => (await _store.WriteAsync(writer => writer.UpdateInfo(info, fieldPaths), cancellationToken)).Info;

    // The stored size is that of the whole image; its own part is what goes beyond the parent's.
    public Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
        => _store.ReadAsync(
            reader =>
            {
                StoredSnapshot stored = reader.GetInfo(key);
                if (stored.Info.Kind == SnapshotKind.View)
                {
                    return default;
                }

                SnapshotUsage whole = stored.Info.Kind == SnapshotKind.Active ? SizeOf(stored.Id) : stored.Usage;

                return stored.Info.Parent.Length == 0
                    ? whole
                    : whole with { Size = whole.Size - reader.GetInfo(stored.Info.Parent).Usage.Size };
            },
            cancellationToken);

    public async Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await _store.ReadAsync(
            reader => SnapshotErrors.Within("failed to get snapshot mount", () => reader.GetSnapshot(key)), cancellationToken);

        return _mounts.Of(snapshot, _images);
    }

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateWithImageAsync(new NewSnapshot(SnapshotKind.Active, key, parent, labels), cancellationToken);

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        NewSnapshot view = new(SnapshotKind.View, key, parent, labels);

        return parent.Length > 0
            ? CreateAsync(view, image: null, copied: null, cancellationToken)
            : CreateWithImageAsync(view, cancellationToken);
    }

    public Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => _store.CommitMeasuredAsync(
            new SnapshotCommit(key, name, parent, labels),
            (snapshot, _) => Task.FromResult(SizeOf(snapshot.Id)),
            static (_, _) => { },
            cancellationToken);

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        string? aside = await _store.WriteAsync(writer => SetAside(writer, key), cancellationToken);
        if (aside is not null)
        {
            await _cleaner.RemoveAsync(aside, cancellationToken);
        }
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
    }

    // The copy is made before the transaction: it may take minutes, and others must be able to write meanwhile.
    private async Task<IReadOnlyList<Mount>> CreateWithImageAsync(NewSnapshot wanted, CancellationToken cancellationToken)
    {
        SnapshotId? parent = await _store.ReadAsync(reader => Check(reader, wanted), cancellationToken);
        string image = _images.ReserveNew();
        try
        {
            await CopyAsync(wanted, parent, image, cancellationToken);

            return await CreateAsync(wanted, image, parent, cancellationToken);
        }
        catch
        {
            await _cleaner.DiscardAsync(image);
            throw;
        }
    }

    private async Task CopyAsync(NewSnapshot wanted, SnapshotId? parent, string image, CancellationToken cancellationToken)
    {
        try
        {
            await ImageCopy.MakeAsync(parent is { } id ? _images.PathOf(id) : _scratch, image, cancellationToken);
        }
        catch (IOException)
        {
            // Of a parent that was removed meanwhile, that is the reason.
            await _store.ReadAsync(reader => Check(reader, wanted), cancellationToken);
            throw;
        }
    }

    private async Task<IReadOnlyList<Mount>> CreateAsync(
        NewSnapshot wanted, string? image, SnapshotId? copied, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await _store.WriteAsync(
            writer =>
            {
                Snapshot created = SnapshotErrors.Within(
                    CreateContext, () => writer.CreateSnapshot(wanted.Kind, wanted.Key, wanted.Parent, wanted.Labels));
                if (image is not null)
                {
                    Publish(writer, created, image, copied);
                }

                return created;
            },
            cancellationToken);

        return _mounts.Of(snapshot, _images);
    }

    private void Publish(SnapshotWriter writer, Snapshot created, string image, SnapshotId? copied)
    {
        if (copied is { } id && created.ParentIds[0] != id)
        {
            throw DaemonException.Unavailable($"{CreateContext}: its parent was removed and made anew while it was copied, try again");
        }

        _images.Publish(image, created.Id);
        writer.OnRollback(() => _images.Unpublish(image, created.Id));
    }

    private string? SetAside(SnapshotWriter writer, string key)
    {
        RemovedSnapshot removed = SnapshotErrors.Within("failed to remove", () => writer.Remove(key));
        string? aside = _images.SetAside(removed.Id);
        if (aside is not null)
        {
            writer.OnRollback(() => _images.PutBack(aside, removed.Id));
        }

        return aside;
    }

    private SnapshotUsage SizeOf(SnapshotId id) => new(1, LibC.Stat(_images.PathOf(id)).Size);

    private static SnapshotId? Check(SnapshotReader reader, NewSnapshot wanted)
        => SnapshotErrors.Within(CreateContext, () => reader.CheckNew(wanted.Key, wanted.Parent));
}
