using Microsoft.Extensions.Logging;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Snapshots;

namespace Acme.Snapshotter;

/// <summary>Snapshots as full copies of their parents: slow, simple, and at home on every file system.</summary>
internal sealed class AcmeSnapshotter : ISnapshotter
{
    private readonly SnapshotDirectories _directories;
    private readonly SnapshotFile _file;
    private readonly long _quota;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _writing = new(1);

    // Replaced whole by the one who holds _writing; readers take what is there.
    private volatile SnapshotSet _current = SnapshotSet.Empty;

    private AcmeSnapshotter(string root, long quota, TimeProvider clock, ILogger logger)
    {
        _directories = new SnapshotDirectories(Path.Join(root, "snapshots"));
        _file = new SnapshotFile(Path.Join(root, "snapshots.json"));
        _quota = quota;
        _clock = clock;
        _logger = logger;
    }

    public static async Task<AcmeSnapshotter> OpenAsync(
        string root, long quota, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        // Nobody makes a plugin's directory but the plugin.
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AcmeSnapshotter snapshotter = new(root, quota, clock, logger);
        snapshotter._current = await snapshotter._file.LoadAsync(cancellationToken);
        snapshotter._directories.Prepare(snapshotter._current.ByKey.Values.Select(snapshot => snapshot.Directory));

        return snapshotter;
    }

    public Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_current.Get(key).Info);

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        SnapshotSet changed = await ChangeAsync(set => set.Update(info, fieldPaths, Timestamp.Now(_clock)), cancellationToken);

        return changed.Get(info.Name).Info;
    }

    public async Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
    {
        Snapshot snapshot = _current.Get(key);

        return snapshot.Info.Kind == SnapshotKind.Active
            ? await _directories.MeasureAsync(snapshot.Directory, cancellationToken)
            : snapshot.Usage;
    }

    public Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
        => Task.FromResult(MountsOf(_current, key));

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.Active, key, parent, labels, cancellationToken);

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => CreateAsync(SnapshotKind.View, key, parent, labels, cancellationToken);

    public async Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        Snapshot active = _current.CheckCommit(name, key, parent);
        SnapshotUsage usage = await _directories.MeasureAsync(active.Directory, cancellationToken);
        if (_quota > 0 && usage.Size > _quota)
        {
            throw DaemonException.Of(ErrorKind.ResourceExhausted, $"snapshot {key} takes {usage.Size} bytes, the quota is {_quota}");
        }

        // Checked once more: others may have been here while the directory was measured.
        await ChangeAsync(
            set => set.Commit(name, set.CheckCommit(name, key, parent), parent, labels, usage, Timestamp.Now(_clock)), cancellationToken);
    }

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        string directory = "";
        await ChangeAsync(
            set =>
            {
                directory = set.Get(key).Directory;
                return set.Remove(key);
            },
            cancellationToken);
        Discard(directory);
    }

    public IAsyncEnumerable<SnapshotInfo> WalkAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        List<SnapshotFilter> parsed = [.. filters.Select(SnapshotFilter.Parse)];

        return _current.ByKey.Values.Select(snapshot => snapshot.Info)
            .Where(info => parsed.Count == 0 || parsed.Exists(filter => filter.Matches(info)))
            .ToAsyncEnumerable();
    }

    public ValueTask DisposeAsync()
    {
        _writing.Dispose();

        return ValueTask.CompletedTask;
    }

    // The copy is made first, without a lock: it may take minutes. A view of a parent needs none, it shows the parent's directory.
    private async Task<IReadOnlyList<Mount>> CreateAsync(
        SnapshotKind kind, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        Snapshot? original = _current.CheckNew(key, parent);
        string directory = kind == SnapshotKind.View && original is not null ? "" : SnapshotDirectories.NewName();
        try
        {
            if (directory.Length > 0)
            {
                await _directories.CreateAsync(directory, original?.Directory, cancellationToken);
            }

            SnapshotSet changed = await ChangeAsync(
                set =>
                {
                    if (set.CheckNew(key, parent)?.Directory != original?.Directory)
                    {
                        throw DaemonException.Unavailable($"parent {parent} was replaced while it was copied, try again");
                    }

                    return set.Add(New(kind, key, parent, labels, directory));
                },
                cancellationToken);

            return MountsOf(changed, key);
        }
        catch
        {
            Discard(directory);
            throw;
        }
    }

    private Snapshot New(SnapshotKind kind, string key, string parent, IReadOnlyDictionary<string, string> labels, string directory)
    {
        Timestamp now = Timestamp.Now(_clock);
        SnapshotInfo info = new()
        {
            Kind = kind,
            Name = key,
            Parent = parent,
            Labels = LabelChange.WithoutEmpty(labels),
            CreatedAt = now,
            UpdatedAt = now,
        };

        return new Snapshot(directory, info, default);
    }

    private async Task<SnapshotSet> ChangeAsync(Func<SnapshotSet, SnapshotSet> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            SnapshotSet changed = change(_current);
            await _file.SaveAsync(changed, _current, cancellationToken);
            _current = changed;

            return changed;
        }
        finally
        {
            _writing.Release();
        }
    }

    private IReadOnlyList<Mount> MountsOf(SnapshotSet set, string key)
    {
        Snapshot snapshot = set.Get(key);
        if (snapshot.Info.Kind == SnapshotKind.Committed)
        {
            throw DaemonException.FailedPrecondition($"snapshot {key} is committed, a view of it can be mounted");
        }

        string directory = snapshot.Directory.Length > 0 ? snapshot.Directory : set.Get(snapshot.Info.Parent).Directory;
        string access = snapshot.Info.Kind == SnapshotKind.Active ? "rw" : "ro";

        return [new Mount("bind", _directories.PathOf(directory), ["rbind", access])];
    }

    // The snapshot is gone or never was; what can't be removed now is removed at the next start.
    private void Discard(string directory)
    {
        try
        {
            if (directory.Length > 0)
            {
                _directories.Remove(directory);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _logger.Warn(error, "directory of a snapshot is left behind", ("path", _directories.PathOf(directory)));
        }
    }
}
