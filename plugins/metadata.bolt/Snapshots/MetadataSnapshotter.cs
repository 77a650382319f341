using System.Runtime.CompilerServices;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Filters;
using PluginHost.Mounts;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Values;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>The snapshots that one namespace has in one snapshotter, which all namespaces share.</summary>
internal sealed class MetadataSnapshotter(SnapshotSite site) : ISnapshotter
{
    private const int PageSize = 100;

    public ISnapshotter For(RequestScope scope) => new MetadataSnapshotter(site with
    {
        Scope = scope,
        Backend = site.Backend.For(new RequestScope(scope.Namespace)),
    });

    public Task<SnapshotInfo> StatAsync(string key, CancellationToken cancellationToken) => StatAsync(Record(key), cancellationToken);

    public async Task<SnapshotInfo> UpdateAsync(SnapshotInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        if (info.Name.Length == 0)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, ErrorKind.InvalidArgument.Text());
        }

        Labels.Validate("info.Labels", info.Labels);
        using IDisposable order = await site.LockAsync(info.Name, info.Name, cancellationToken);
        SnapshotRecord stored = Record(info.Name);
        SnapshotRecord updated = stored with
        {
            Labels = MergeLabels(stored, info, fieldPaths),
            UpdatedAt = Timestamp.Now(site.Context.Clock),
        };
        SnapshotInfo inner = new()
        {
            Kind = info.Kind,
            Name = stored.BackendKey,
            Labels = SnapshotLabels.ForBackend(updated.Labels),
        };
        inner = await site.Backend.UpdateAsync(inner, fieldPaths, cancellationToken);
        await site.Context.ChangeAsync(
            transaction => SnapshotBucket.WriteChangeable(site.Existing(transaction, info.Name), updated),
            collectable: false,
            CancellationToken.None);
        return Merge(updated, inner);
    }

    public Task<SnapshotUsage> UsageAsync(string key, CancellationToken cancellationToken)
        => site.Backend.UsageAsync(Record(key).BackendKey, cancellationToken);

    public Task<IReadOnlyList<Mount>> MountsAsync(string key, CancellationToken cancellationToken)
        => site.Backend.MountsAsync(Record(key).BackendKey, cancellationToken);

    public async Task<IReadOnlyList<Mount>> PrepareAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        IReadOnlyList<Mount> mounts = await new CreateSnapshot(site, SnapshotKind.Active).RunAsync(key, parent, labels, cancellationToken);
        await site.Context.PublishAsync(site.Scope.Namespace, new SnapshotPrepared(key, parent, site.Name));
        return mounts;
    }

    public Task<IReadOnlyList<Mount>> ViewAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        => new CreateSnapshot(site, SnapshotKind.View).RunAsync(key, parent, labels, cancellationToken);

    public async Task CommitAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        await new CommitSnapshot(site).RunAsync(name, key, parent, labels, cancellationToken);
        await site.Context.PublishAsync(site.Scope.Namespace, new SnapshotCommitted(key, name, site.Name));
    }

    /// <summary>Removes the record; the backend's snapshot goes with the next collection.</summary>
    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        using (await site.LockAsync(key, key, cancellationToken))
        {
            await site.Context.ChangeAsync(
                transaction =>
                {
                    _ = site.Existing(transaction, key);
                    Bucket snapshots = site.Find(transaction)!;
                    if (SnapshotBucket.HasChildren(snapshots, key))
                    {
                        throw DaemonException.FailedPrecondition("cannot remove snapshot with child");
                    }

                    SnapshotBucket.Delete(snapshots, key);
                    LeaseLinks.RemoveSnapshot(transaction, site.Scope, site.Name, key);
                },
                collectable: true,
                cancellationToken);
        }

        site.Context.Dirty.MarkSnapshotter(site.Name);
        await site.Context.PublishAsync(site.Scope.Namespace, new SnapshotRemoved(key, site.Name));
    }

    public async IAsyncEnumerable<SnapshotInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FilterSet filter = Filtering.Parse(filters, site.Context.Logger);
        string? last = null;
        List<SnapshotRecord> page;
        do
        {
            page = site.Context.View(transaction => ReadPage(transaction, last));
            foreach (SnapshotRecord record in page)
            {
                SnapshotInfo? info = await FindAsync(record, cancellationToken);
                if (info is not null && (filter.MatchesAll || filter.Match(new SnapshotFields(info))))
                {
                    yield return info;
                }
            }

            last = page.Count > 0 ? page[^1].Key : null;
        }
        while (page.Count == PageSize);
    }

    /// <summary>Nothing to close: the snapshotter belongs to its plugin.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The kind comes from the backend; name, parent and times from the record, and its labels win.
    private static SnapshotInfo Merge(SnapshotRecord record, SnapshotInfo inner)
    {
        Dictionary<string, string> labels = new(inner.Labels, StringComparer.Ordinal);
        foreach ((string key, string value) in record.Labels)
        {
            labels[key] = value;
        }

        return new SnapshotInfo
        {
            Kind = inner.Kind,
            Name = record.Key,
            Parent = record.Parent,
            Labels = labels,
            CreatedAt = record.CreatedAt,
            UpdatedAt = record.UpdatedAt,
        };
    }

    private static IReadOnlyDictionary<string, string> MergeLabels(SnapshotRecord stored, SnapshotInfo given, IReadOnlyList<string> fieldPaths)
    {
        IReadOnlyDictionary<string, string> labels = fieldPaths.Count == 0 ? given.Labels : stored.Labels;
        foreach (string path in fieldPaths)
        {
            if (path == "labels")
            {
                labels = given.Labels;
            }
            else if (FieldMask.TryKey(path, "labels", out string? key))
            {
                labels = FieldMask.WithKey(labels, given.Labels, key);
            }
            else
            {
                throw DaemonException.InvalidArgument($"cannot update \"{path}\" field on snapshot \"{given.Name}\"");
            }
        }

        return FieldMask.WithoutEmpty(labels);
    }

    private SnapshotRecord Record(string key)
        => site.Context.View(transaction => SnapshotBucket.Read(site.Existing(transaction, key), key));

    // What a crash left between the backend's commit and its record (see CommitSnapshot) is still the active snapshot: its commit was not
    // acknowledged, and it must not look as if it were gone.
    private async Task<SnapshotInfo> StatAsync(SnapshotRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return Merge(record, await site.Backend.StatAsync(record.BackendKey, cancellationToken));
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound && record.Committing.Length > 0)
        {
            return Merge(record, await site.Backend.StatAsync(record.Committing, cancellationToken) with { Kind = SnapshotKind.Active });
        }
    }

    private async Task<SnapshotInfo?> FindAsync(SnapshotRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await StatAsync(record, cancellationToken);
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    private List<SnapshotRecord> ReadPage(Transaction transaction, string? after)
    {
        List<SnapshotRecord> page = [];
        if (site.Find(transaction) is Bucket snapshots)
        {
            foreach (string key in snapshots.BucketNamesAfter(after).Take(PageSize))
            {
                page.Add(SnapshotBucket.Read(snapshots.Bucket(key)!, key));
            }
        }

        return page;
    }
}
