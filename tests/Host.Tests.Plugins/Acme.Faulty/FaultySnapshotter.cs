using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Snapshots;

namespace Acme.Faulty;

/// <summary>Keeps snapshots in memory.</summary>
/// <param name="remove">What happens when one is to be removed; it stays in any case.</param>
internal sealed class FaultySnapshotter(Func<Task> remove) : ISnapshotter
{
    private readonly ConcurrentDictionary<string, SnapshotInfo> _snapshots = new(StringComparer.Ordinal);

    public Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Find(key));

    public Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => Task.FromResult(_snapshots[info.Name] = Find(info.Name) with { Labels = info.Labels });

    public Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken) => Task.FromResult(new SnapshotUsage(1, Find(key).Name.Length));

    public Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Mounts(Find(key)));

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => Task.FromResult(Create(key, parent, SnapshotKind.Active, labels));

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => Task.FromResult(Create(key, parent, SnapshotKind.View, labels));

    public Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        SnapshotInfo active = Find(key);
        _snapshots[name] = active with { Name = name, Kind = SnapshotKind.Committed, Labels = labels };
        _snapshots.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => remove();

    public async IAsyncEnumerable<SnapshotInfo> WalkAsync(IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (SnapshotInfo info in _snapshots.Values)
        {
            yield return info;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IReadOnlyList<Mount> Mounts(SnapshotInfo snapshot) => [new Mount("bind", $"/nowhere/{snapshot.Name}", ["ro"])];

    private IReadOnlyList<Mount> Create(string key, string parent, SnapshotKind kind, IReadOnlyDictionary<string, string> labels)
        => Mounts(_snapshots[key] = new SnapshotInfo { Kind = kind, Name = key, Parent = parent, Labels = labels });

    private SnapshotInfo Find(string key)
        => _snapshots.TryGetValue(key, out SnapshotInfo? info) ? info : throw DaemonException.NotFound($"snapshot {key}");
}
