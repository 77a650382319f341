using System.Runtime.CompilerServices;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Snapshots;

namespace Metadata.Tests.Support;

/// <summary>A snapshotter in memory, in whose calls a test can step in.</summary>
internal sealed class MemorySnapshotter : ISnapshotter, ISnapshotCleaner
{
    private readonly Dictionary<string, SnapshotInfo> _snapshots = new(StringComparer.Ordinal);

    private MemorySnapshotter()
    {
    }

    public Hooks Hooks { get; } = new();

    /// <summary>True: a snapshot whose label snapshot.ref names one that is there is refused, as by a remote snapshotter.</summary>
    public bool SharesByReference { get; private init; }

    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_snapshots)
            {
                return [.. _snapshots.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public SnapshotInfo this[string key]
    {
        get
        {
            lock (_snapshots)
            {
                return _snapshots[key];
            }
        }
    }

    public static MemorySnapshotter Create(bool sharesByReference = false) => new() { SharesByReference = sharesByReference };

    public Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken) => RunAsync("stat", () => Existing(key));

    public Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => RunAsync("update", () =>
        {
            Assert.All(info.Labels.Keys, static label => Assert.StartsWith("containerd.io/snapshot", label, StringComparison.Ordinal));
            return _snapshots[info.Name] = Existing(info.Name) with { Labels = info.Labels };
        });

    public Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
        => RunAsync("usage", () => new SnapshotUsage(1, Existing(key).Name.Length));

    public Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
        => RunAsync("mounts", () => Mounts(Existing(key)));

    public Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => RunAsync("prepare", () => Create(key, parent, SnapshotKind.Active, labels));

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => RunAsync("view", () => Create(key, parent, SnapshotKind.View, labels));

    public Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => RunAsync("commit", () =>
        {
            SnapshotInfo active = Existing(key);
            if (_snapshots.ContainsKey(name))
            {
                throw DaemonException.AlreadyExists($"snapshot {name}");
            }

            if (active.Kind != SnapshotKind.Active)
            {
                throw DaemonException.FailedPrecondition($"snapshot {key} is not active");
            }

            string newParent = active.Parent.Length > 0 ? active.Parent : parent;
            _snapshots.Remove(key);
            _snapshots.Add(name, active with { Name = name, Kind = SnapshotKind.Committed, Parent = newParent, Labels = labels });
            return true;
        });

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => RunAsync("remove", () =>
    {
        _ = Existing(key);
        return _snapshots.Values.Any(snapshot => snapshot.Parent == key)
            ? throw DaemonException.FailedPrecondition("cannot remove snapshot with child")
            : _snapshots.Remove(key);
    });

    public async IAsyncEnumerable<SnapshotInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SnapshotInfo info in await RunAsync("walk", () => _snapshots.Values.ToArray()))
        {
            yield return info;
        }
    }

    public Task CleanupAsync(CancellationToken cancellationToken) => RunAsync("cleanup", static () => true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IReadOnlyList<Mount> Mounts(SnapshotInfo snapshot)
        => snapshot.Kind == SnapshotKind.Committed
            ? throw DaemonException.FailedPrecondition($"snapshot {snapshot.Name} is committed")
            : [new Mount("bind", $"/{snapshot.Name}", [])];

    private IReadOnlyList<Mount> Create(string key, string parent, SnapshotKind kind, IReadOnlyDictionary<string, string> labels)
    {
        Assert.All(labels.Keys, static label => Assert.StartsWith("containerd.io/snapshot", label, StringComparison.Ordinal));
        if (parent.Length > 0 && Existing(parent).Kind != SnapshotKind.Committed)
        {
            throw DaemonException.InvalidArgument($"parent {parent} is not committed");
        }

        if (SharesByReference
            && labels.TryGetValue(SnapshotLabels.Reference, out string? target)
            && _snapshots.Values.Any(snapshot => snapshot.Labels.GetValueOrDefault(SnapshotLabels.Reference) == target))
        {
            throw DaemonException.AlreadyExists($"target snapshot {target}");
        }

        SnapshotInfo created = new()
        {
            Kind = kind,
            Name = key,
            Parent = parent,
            Labels = labels,
            CreatedAt = new Timestamp(1000, 1),
            UpdatedAt = new Timestamp(1000, 2),
        };
        return _snapshots.TryAdd(key, created) ? Mounts(created) : throw DaemonException.AlreadyExists($"snapshot {key}");
    }

    private SnapshotInfo Existing(string key)
        => _snapshots.TryGetValue(key, out SnapshotInfo? info) ? info : throw DaemonException.NotFound($"backend snapshot {key}");

    private Task<T> RunAsync<T>(string call, Func<T> action) => Hooks.RunAsync(
        call,
        () =>
        {
            lock (_snapshots)
            {
                return action();
            }
        });
}
