using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Values;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>
/// Commit: write into the record of the active snapshot under which backend key it is about to be committed, commit the backend, write the new
/// record. A crash in between leaves that note, by which the same call made again finds the backend's committed snapshot and finishes;
/// containerd ignores the note.
/// </summary>
internal sealed class CommitSnapshot(SnapshotSite site)
{
    private sealed record Plan
    {
        public required string BackendKey { get; init; }

        /// <summary>The backend key of the committed snapshot.</summary>
        public required string BackendName { get; init; }

        public required string Parent { get; init; }

        /// <summary>The backend key of a parent that the backend does not know yet; else empty.</summary>
        public required string NewBackendParent { get; init; }

        /// <summary>A note of an earlier attempt was found.</summary>
        public required bool IsRepeated { get; init; }
    }

    public async Task RunAsync(
        string name, string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        SnapshotSite.RequireKey(name);
        Labels.Validate("info.Labels", labels);
        using IDisposable order = await site.LockAsync(name, key, cancellationToken);
        Plan plan = await site.Context.ChangeAsync(
            transaction => Note(transaction, name, key, parent), collectable: false, cancellationToken)
            ?? throw DaemonException.AlreadyExists($"snapshot \"{name}\"");

        using IDisposable made = await site.Objects.UseAsync(plan.BackendName, cancellationToken);
        await CommitBackendAsync(plan, key, labels, cancellationToken);

        // The backend has committed: from now on the call is carried through whether or not the caller still waits.
        Timestamp now = Timestamp.Now(site.Context.Clock);
        SnapshotRecord committed = new()
        {
            Key = name,
            BackendKey = plan.BackendName,
            Parent = plan.Parent,
            Labels = labels,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await site.Context.ChangeAsync(
            transaction => Record(transaction, key, plan.BackendKey, committed), collectable: false, CancellationToken.None);
    }

    // Null: the name is taken; the lease holds it then.
    private Plan? Note(Transaction transaction, string name, string key, string parent)
    {
        LeaseLinks.Require(transaction, site.Scope);
        Bucket snapshots = site.Find(transaction) ?? throw DaemonException.NotFound($"can not find snapshotter \"{site.Name}\"");
        if (snapshots.Bucket(name) is not null)
        {
            LeaseLinks.AddSnapshot(transaction, site.Scope, site.Name, name);
            return null;
        }

        Bucket bucket = SnapshotSite.Existing(snapshots, key);
        SnapshotRecord record = SnapshotBucket.Read(bucket, key);
        string newBackendParent = "";
        if (record.Parent.Length == 0 && parent.Length > 0)
        {
            Bucket parentBucket = snapshots.Bucket(parent)
                ?? throw DaemonException.NotFound($"parent snapshot {parent} does not exist");
            newBackendParent = SnapshotBucket.BackendKey(parentBucket);
        }
        else if (parent.Length > 0 && parent != record.Parent)
        {
            throw DaemonException.InvalidArgument($"snapshot {key} has parent {record.Parent}, not {parent}");
        }

        string? noted = SnapshotBucket.Committing(bucket);
        string backendName = noted ?? BackendKey.Make(NextSequence(transaction, snapshots), site.Scope.Namespace, name);
        SnapshotBucket.SetCommitting(bucket, backendName);
        return new Plan
        {
            BackendKey = record.BackendKey,
            BackendName = backendName,
            Parent = record.Parent.Length > 0 ? record.Parent : parent,
            NewBackendParent = newBackendParent,
            IsRepeated = noted is not null,
        };
    }

    private ulong NextSequence(Transaction transaction, Bucket snapshots)
        => site.Context.Sequences.Take(site.Scope.Namespace, site.Name, snapshots)
            ?? site.Context.Sequences.Refill(site.Scope.Namespace, site.Name, snapshots, transaction);

    private async Task CommitBackendAsync(
        Plan plan, string key, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        try
        {
            await site.Backend.CommitAsync(
                plan.BackendName, plan.BackendKey, plan.NewBackendParent, SnapshotLabels.ForBackend(labels), cancellationToken);
        }
        catch (DaemonException e) when (IsRefusal(e.Kind))
        {
            if (plan.IsRepeated && await IsCommittedAsync(plan.BackendName, cancellationToken))
            {
                return;
            }

            await site.Context.ChangeAsync(transaction => ForgetNote(transaction, key), collectable: false, CancellationToken.None);
            throw;
        }
    }

    // The backend has looked at the call and changed nothing; after any other error it may have.
    private static bool IsRefusal(ErrorKind kind)
        => kind is ErrorKind.NotFound or ErrorKind.FailedPrecondition or ErrorKind.InvalidArgument or ErrorKind.AlreadyExists;

    private async Task<bool> IsCommittedAsync(string backendName, CancellationToken cancellationToken)
    {
        try
        {
            return (await site.Backend.StatAsync(backendName, cancellationToken)).Kind == SnapshotKind.Committed;
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            return false;
        }
    }

    private void ForgetNote(Transaction transaction, string key)
    {
        if (SnapshotSite.FindRecord(site.Find(transaction), key) is Bucket bucket)
        {
            SnapshotBucket.SetCommitting(bucket, null);
        }
    }

    private void Record(Transaction transaction, string key, string backendKey, SnapshotRecord committed)
    {
        Bucket snapshots = site.Find(transaction) ?? throw DaemonException.NotFound($"snapshot {key} does not exist");
        Bucket bucket = SnapshotSite.Existing(snapshots, key);
        if (SnapshotBucket.BackendKey(bucket) != backendKey)
        {
            throw DaemonException.NotFound($"snapshot {key} does not exist");
        }

        if (committed.Parent.Length > 0 && snapshots.Bucket(committed.Parent) is null)
        {
            throw DaemonException.NotFound($"parent snapshot {committed.Parent} does not exist");
        }

        SnapshotBucket.Delete(snapshots, key);
        LeaseLinks.RemoveSnapshot(transaction, site.Scope, site.Name, key);
        SnapshotBucket.Create(snapshots, committed);
        if (LeaseLinks.Exists(transaction, site.Scope))
        {
            LeaseLinks.AddSnapshot(transaction, site.Scope, site.Name, committed.Key);
        }
    }
}
