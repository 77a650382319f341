using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Native;

/// <summary>
/// Snapshots as whole copies of their parents (containerd plugins/snapshots/native/native.go): works on any file system, and costs what
/// copying costs. Also cleans up, which containerd's does not: what a killed daemon left.
/// </summary>
internal sealed class NativeSnapshotter : ISnapshotter, ISnapshotCleaner
{
    private const string CreateContext = "failed to create snapshot";
    private readonly SnapshotDirectories _directories;
    private readonly DirectoryCleaner _cleaner;
    private readonly MetaStore _store;
    private readonly ILogger _logger;

    public NativeSnapshotter(string root, TimeProvider clock, ILogger logger)
    {
        _logger = logger;
        _directories = SnapshotDirectories.Create(root);
        _cleaner = new DirectoryCleaner(_directories, logger);
        _store = MetaStore.Open(Path.Join(root, MetaStore.FileName), clock, _cleaner.Recover, logger);
    }

    public async Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken)
        => (await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken)).Info;

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => (await _store.WriteAsync(writer => writer.UpdateInfo(info, fieldPaths), cancellationToken)).Info;

    public async Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
    {
        StoredSnapshot stored = await _store.ReadAsync(reader => reader.GetInfo(key), cancellationToken);

        return stored.Info.Kind == SnapshotKind.Active
            ? await TreeUsage.MeasureAsync(_directories.PathOf(stored.Id), cancellationToken)
            : stored.Usage;
    }

    public async Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await _store.ReadAsync(
            reader => SnapshotErrors.Within("failed to get snapshot mount", () => reader.GetSnapshot(key)), cancellationToken);

        return NativeMounts.Of(snapshot, _directories);
    }

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateWithDirectoryAsync(new NewSnapshot(SnapshotKind.Active, key, parent, labels), cancellationToken);

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        NewSnapshot view = new(SnapshotKind.View, key, parent, labels);

        return parent.Length > 0
            ? CreateAsync(view, directory: null, copied: null, cancellationToken)
            : CreateWithDirectoryAsync(view, cancellationToken);
    }

    public Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => _store.CommitMeasuredAsync(new SnapshotCommit(key, name, parent, labels), _directories.PathOf, cancellationToken);

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
    private async Task<IReadOnlyList<Mount>> CreateWithDirectoryAsync(NewSnapshot wanted, CancellationToken cancellationToken)
    {
        SnapshotId? parent = await _store.ReadAsync(reader => Check(reader, wanted), cancellationToken);
        string directory = _directories.CreateNew(FileModes.Octal0755);
        try
        {
            if (parent is { } source)
            {
                await CopyAsync(wanted, source, directory, cancellationToken);
            }

            return await CreateAsync(wanted, directory, parent, cancellationToken);
        }
        catch
        {
            await _cleaner.DiscardAsync(directory);
            throw;
        }
    }

    private async Task CopyAsync(NewSnapshot wanted, SnapshotId parent, string directory, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Factory.StartNew(
                () => TreeCopy.Copy(_directories.PathOf(parent), directory, _logger, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        catch (IOException)
        {
            // Of a parent that was removed meanwhile, that is the reason.
            await _store.ReadAsync(reader => Check(reader, wanted), cancellationToken);
            throw;
        }
    }

    private async Task<IReadOnlyList<Mount>> CreateAsync(
        NewSnapshot wanted, string? directory, SnapshotId? copied, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await _store.WriteAsync(
            writer =>
            {
                Snapshot created = SnapshotErrors.Within(
                    CreateContext, () => writer.CreateSnapshot(wanted.Kind, wanted.Key, wanted.Parent, wanted.Labels));
                if (directory is not null)
                {
                    Publish(writer, created, directory, copied);
                }

                return created;
            },
            cancellationToken);

        return NativeMounts.Of(snapshot, _directories);
    }

    private void Publish(SnapshotWriter writer, Snapshot created, string directory, SnapshotId? copied)
    {
        if (copied is { } id && created.ParentIds[0] != id)
        {
            throw DaemonException.Unavailable($"{CreateContext}: its parent was removed and made anew while it was copied, try again");
        }

        _directories.Publish(directory, created.Id);
        writer.OnRollback(() => _directories.Unpublish(directory, created.Id));
    }

    private string? SetAside(SnapshotWriter writer, string key)
    {
        RemovedSnapshot removed = SnapshotErrors.Within("failed to remove", () => writer.Remove(key));
        string? aside = _directories.SetAside(removed.Id);
        if (aside is not null)
        {
            writer.OnRollback(() => _directories.PutBack(aside, removed.Id));
        }

        return aside;
    }

    private static SnapshotId? Check(SnapshotReader reader, NewSnapshot wanted)
        => SnapshotErrors.Within(CreateContext, () => reader.CheckNew(wanted.Key, wanted.Parent));
}
