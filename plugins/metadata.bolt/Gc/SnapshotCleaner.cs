using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Concurrency;
using PluginHost.Plugins.Metadata.Snapshots;
using PluginHost.Plugins.Metadata.Values;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Gc;

/// <summary>
/// Removes from a snapshotter the snapshots that no namespace has a record of, children before parents, and then lets it free what it has put off.
/// </summary>
internal sealed class SnapshotCleaner(MetadataContext context, string name, ISnapshotter backend)
{
    /// <summary>False when something could not be removed.</summary>
    public async Task<bool> CleanAsync(CancellationToken cancellationToken)
    {
        List<string> snapshots = ChildrenFirst(await WalkAsync(cancellationToken));
        ObjectClaims claims = context.Objects.Snapshots(name);
        bool complete = await new Removal(context, claims, $"snapshot of {name}").RunAsync(
            snapshots, () => context.View(Referenced), key => backend.RemoveAsync(key, cancellationToken));
        if (backend is ISnapshotCleaner cleaner)
        {
            try
            {
                await cleaner.CleanupAsync(cancellationToken);
            }
            catch (DaemonException e) when (e.Kind == ErrorKind.NotImplemented)
            {
                // Nothing was put off.
            }
        }

        return complete;
    }

    private async Task<List<SnapshotInfo>> WalkAsync(CancellationToken cancellationToken)
    {
        List<SnapshotInfo> found = [];
        try
        {
            await foreach (SnapshotInfo info in backend.WalkAsync([], cancellationToken))
            {
                found.Add(info);
            }
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            // A snapshotter that never had a snapshot.
        }

        return found;
    }

    // Deepest first: by the number of ancestors.
    private static List<string> ChildrenFirst(List<SnapshotInfo> snapshots)
    {
        Dictionary<string, string> parents = snapshots.ToDictionary(static info => info.Name, static info => info.Parent, StringComparer.Ordinal);
        Dictionary<string, int> depths = new(StringComparer.Ordinal);
        foreach (string key in parents.Keys)
        {
            Measure(key);
        }

        return [.. parents.Keys.OrderByDescending(key => depths[key])];

        void Measure(string key)
        {
            Stack<string> chain = [];
            for (string? at = key; at is { Length: > 0 } && !depths.ContainsKey(at) && chain.Count <= parents.Count; at = parents.GetValueOrDefault(at))
            {
                chain.Push(at);
            }

            while (chain.TryPop(out string? at))
            {
                depths[at] = depths.GetValueOrDefault(parents.GetValueOrDefault(at, ""), 0) + 1;
            }
        }
    }

    // Also the key under which a commit was begun: the call, made again, finishes it.
    private HashSet<string> Referenced(Transaction transaction)
    {
        HashSet<string> referenced = new(StringComparer.Ordinal);
        foreach (string @namespace in Schema.NamespaceNames(transaction))
        {
            Bucket? snapshots = Schema.FindSnapshots(transaction, @namespace, name);
            foreach (string key in snapshots?.BucketNames() ?? [])
            {
                Bucket record = snapshots!.Bucket(key)!;
                referenced.Add(SnapshotBucket.BackendKey(record));
                if (SnapshotBucket.Committing(record) is { } committing)
                {
                    referenced.Add(committing);
                }
            }
        }

        return referenced;
    }
}
