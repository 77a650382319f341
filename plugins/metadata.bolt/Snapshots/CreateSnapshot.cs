using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Mounts;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Values;
using PluginHost.Snapshots;

namespace PluginHost.Plugins.Metadata.Snapshots;

/// <summary>
/// Prepare and View: reserve a backend key, make the backend snapshot, write the record. A crash before the record leaves a backend snapshot that the
/// collector removes; a record that cannot be written takes the backend snapshot back.
/// </summary>
internal sealed class CreateSnapshot(SnapshotSite site, SnapshotKind kind)
{
    private static readonly TimeSpan UndoLimit = TimeSpan.FromMinutes(1);

    private sealed record Reservation(string BackendKey, string BackendParent, DaemonException? Refusal = null);

    public async Task<IReadOnlyList<Mount>> RunAsync(
        string key, string parent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        SnapshotSite.RequireKey(key);
        Labels.Validate("info.Labels", labels);
        string? target = labels.GetValueOrDefault(SnapshotLabels.Reference) is { Length: > 0 } name ? name : null;

        using IDisposable order = await site.LockAsync(key, target ?? key, cancellationToken);
        Reservation reserved = site.Context.View(transaction => FromReserve(transaction, key, parent, target))
            ?? await site.Context.ChangeAsync(
                transaction => Reserve(transaction, key, parent, target), collectable: false, cancellationToken);
        if (reserved.Refusal is not null)
        {
            throw reserved.Refusal;
        }

        using IDisposable made = await site.Objects.UseAsync(reserved.BackendKey, cancellationToken);
        using IDisposable below = await site.Objects.UseAsync(reserved.BackendParent, cancellationToken);
        IReadOnlyList<Mount> mounts;
        try
        {
            IReadOnlyDictionary<string, string> inherited = SnapshotLabels.ForBackend(labels);
            mounts = kind == SnapshotKind.Active
                ? await site.Backend.PrepareAsync(reserved.BackendKey, reserved.BackendParent, inherited, cancellationToken)
                : await site.Backend.ViewAsync(reserved.BackendKey, reserved.BackendParent, inherited, cancellationToken);
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.AlreadyExists)
        {
            if (target is null)
            {
                throw new DaemonException(ErrorKind.Unknown, $"unexpected error from snapshotter: {e.Message}: unknown", e);
            }

            await AdoptAsync(target, parent, reserved.BackendParent, labels, cancellationToken);
            throw DaemonException.AlreadyExists($"target snapshot \"{target}\"");
        }
        catch (Exception e) when (e is OperationCanceledException or DaemonException { Kind: ErrorKind.Unavailable or ErrorKind.DeadlineExceeded })
        {
            // Nobody knows how far a backend that did not answer has come: what it may have made is the collector's.
            site.Context.Dirty.MarkSnapshotterUnsure(site.Name);
            site.Context.Mutations.Raise(collectable: true);
            throw;
        }

        Timestamp now = Timestamp.Now(site.Context.Clock);
        SnapshotRecord record = new()
        {
            Key = key,
            BackendKey = reserved.BackendKey,
            Parent = parent,
            Labels = labels,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await RecordAsync(record, reserved.BackendParent);
        return mounts;
    }

    // Null: there is no number in reserve, or a refusal that has to be written down.
    private Reservation? FromReserve(Transaction transaction, string key, string parent, string? target)
    {
        Bucket? existing = site.Find(transaction);
        bool taken = SnapshotSite.FindRecord(existing, key) is not null
            || (target is not null && SnapshotSite.FindRecord(existing, target) is not null);
        return !taken && site.Context.Sequences.Take(site.Scope.Namespace, site.Name, existing) is ulong sequence
            ? Reserve(transaction, existing, key, parent, sequence)
            : null;
    }

    // Refusals that attach something to the lease are returned, so that the attachment is committed; others are thrown.
    private Reservation Reserve(Transaction transaction, string key, string parent, string? target)
    {
        Bucket? existing = site.Find(transaction);
        if (target is not null && SnapshotSite.FindRecord(existing, target) is not null)
        {
            return Refuse(transaction, target, $"target snapshot \"{target}\"");
        }

        if (SnapshotSite.FindRecord(existing, key) is not null)
        {
            return Refuse(transaction, key, $"snapshot \"{key}\"");
        }

        Reservation reserved = Reserve(transaction, existing, key, parent, sequence: 0);
        ulong sequence = site.Context.Sequences.Refill(site.Scope.Namespace, site.Name, site.Create(transaction), transaction);
        return reserved with { BackendKey = BackendKey.Make(sequence, site.Scope.Namespace, key) };
    }

    private Reservation Reserve(Transaction transaction, Bucket? existing, string key, string parent, ulong sequence)
    {
        LeaseLinks.Require(transaction, site.Scope);
        string backendParent = "";
        if (parent.Length > 0)
        {
            Bucket record = SnapshotSite.FindRecord(existing, parent)
                ?? throw DaemonException.NotFound($"parent snapshot {parent} does not exist");
            backendParent = SnapshotBucket.BackendKey(record);
        }

        return new Reservation(BackendKey.Make(sequence, site.Scope.Namespace, key), backendParent);
    }

    private Reservation Refuse(Transaction transaction, string key, string what)
    {
        if (LeaseLinks.Exists(transaction, site.Scope))
        {
            LeaseLinks.AddSnapshot(transaction, site.Scope, site.Name, key);
        }

        return new Reservation("", "", DaemonException.AlreadyExists(what));
    }

    private async Task RecordAsync(SnapshotRecord record, string backendParent)
    {
        try
        {
            // The snapshot is there: recording it does not depend on whether the caller still waits.
            await site.Context.ChangeAsync(
                transaction => Write(transaction, record, backendParent), collectable: false, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await RemoveAsync(record.BackendKey);
            throw;
        }
    }

    private void Write(Transaction transaction, SnapshotRecord record, string backendParent)
    {
        LeaseLinks.AddSnapshot(transaction, site.Scope, site.Name, record.Key);
        Bucket snapshots = site.Create(transaction);
        if (snapshots.Bucket(record.Key) is not null)
        {
            throw DaemonException.AlreadyExists($"snapshot \"{record.Key}\"");
        }

        if (record.Parent.Length > 0)
        {
            Bucket parent = snapshots.Bucket(record.Parent)
                ?? throw DaemonException.NotFound($"missing parent \"{record.Parent}\" bucket");
            if (SnapshotBucket.BackendKey(parent) != backendParent)
            {
                throw DaemonException.InvalidArgument(
                    $"mismatched parent {SnapshotBucket.BackendKey(parent)} from target {backendParent}");
            }
        }

        SnapshotBucket.Create(snapshots, record);
    }

    // The record could not be written: nothing of the call stays. What cannot be removed now is left to the collector.
    private async Task RemoveAsync(string backendKey)
    {
        site.Context.Dirty.MarkSnapshotter(site.Name);
        using CancellationTokenSource limit = new(UndoLimit, site.Context.Clock);
        try
        {
            await site.Backend.RemoveAsync(backendKey, limit.Token);
        }
        catch (Exception e) when (e is DaemonException or IOException or OperationCanceledException)
        {
            site.Context.Logger.Error(
                e, "failed to remove snapshot without a record, the collector will", ("key", backendKey), ("snapshotter", site.Name));
        }
    }

    // The backend says that it has what the label snapshot.ref names already: a record for it is all that is needed.
    private async Task AdoptAsync(
        string target, string parent, string backendParent, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        SnapshotInfo found = await FindAsync(target, backendParent, cancellationToken);
        using IDisposable adopted = await site.Objects.UseAsync(found.Name, cancellationToken);
        found = await site.Backend.StatAsync(found.Name, cancellationToken);
        Dictionary<string, string> merged = new(found.Labels, StringComparer.Ordinal);
        foreach ((string label, string value) in labels)
        {
            merged[label] = value;
        }

        SnapshotRecord record = new()
        {
            Key = target,
            BackendKey = found.Name,
            Parent = parent,
            Labels = merged,
            CreatedAt = found.CreatedAt,
            UpdatedAt = found.UpdatedAt,
        };
        await site.Context.ChangeAsync(
            transaction => Write(transaction, record, backendParent), collectable: false, CancellationToken.None);
    }

    private async Task<SnapshotInfo> FindAsync(string target, string backendParent, CancellationToken cancellationToken)
    {
        await foreach (SnapshotInfo info in site.Backend.WalkAsync([], cancellationToken))
        {
            if (info.Kind == SnapshotKind.Committed
                && info.Parent == backendParent
                && info.Labels.GetValueOrDefault(SnapshotLabels.Reference) == target)
            {
                return info;
            }
        }

        throw DaemonException.NotFound($"target snapshot \"{target}\" in backend");
    }
}
