using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Leases;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>
/// Opens an ingest. The record comes first, then the backend's writer: a crash in between leaves a record without bytes, which the next opening
/// fills or its expiry removes; bytes without a record do not come about.
/// </summary>
internal sealed class WriterOpening(
    MetadataContext context, RequestScope scope, IContentStore backend, string @ref, long total, Digest expected)
{
    /// <summary>
    /// AlreadyExists when the namespace has the expected blob (the caller's lease holds it then), NotFound for an unknown lease, Unavailable
    /// while another has the ref.
    /// </summary>
    public async Task<IContentWriter> OpenAsync(CancellationToken cancellationToken)
    {
        if (@ref.Length == 0)
        {
            throw DaemonException.InvalidArgument("ref must not be empty");
        }

        await RefuseExistingAsync(cancellationToken);
        using IDisposable order = await context.Objects.Records.EnterAsync($"ingest\0{scope.Namespace}\0{@ref}", cancellationToken);

        // While its bytes are looked at, nobody removes the blob that may stand for this ingest.
        using IDisposable? blob = expected.IsEmpty ? null : await context.Objects.Blobs.UseAsync(expected.ToString(), cancellationToken);
        long? sharedSize = await FindSharedAsync(cancellationToken);
        (string backendRef, bool isNew) = await WriteRecordAsync(sharedSize is not null, cancellationToken);
        IDisposable use = await context.Objects.Ingests.UseAsync(backendRef, cancellationToken);
        try
        {
            IContentWriter? writer = sharedSize is null
                ? await backend.OpenWriterAsync(backendRef, total, default, cancellationToken)
                : null;
            return new MetadataWriter(context, scope, backend, writer, use)
            {
                Ref = @ref,
                BackendRef = backendRef,
                Total = total,
                Shared = expected,
                SharedSize = sharedSize ?? 0,
                OpenedAt = Timestamp.Now(context.Clock),
            };
        }
        catch (Exception e)
        {
            use.Dispose();
            if (isNew)
            {
                await ForgetAsync();
            }

            if (e is OperationCanceledException or DaemonException { Kind: ErrorKind.Unavailable or ErrorKind.DeadlineExceeded })
            {
                // Nobody knows how far a backend that did not answer has come: what it may have made is the collector's.
                context.Dirty.MarkContentUnsure();
                context.Mutations.Raise(collectable: true);
            }

            throw;
        }
    }

    // A blob that the namespace has is no longer written; all there is to do is to attach it to the lease.
    private async Task RefuseExistingAsync(CancellationToken cancellationToken)
    {
        if (expected.IsEmpty || !context.View(HasBlob))
        {
            return;
        }

        // Between the look and the change the blob may have gone; then bytes have to come after all.
        if (!scope.HasLease || await context.ChangeAsync(TryLeaseExisting, collectable: false, cancellationToken))
        {
            throw DaemonException.AlreadyExists($"content {expected}");
        }
    }

    private bool HasBlob(Transaction transaction)
        => Schema.FindBlobs(transaction, scope.Namespace)?.Bucket(expected.ToString()) is not null;

    // False when the namespace does not have the blob.
    private bool TryLeaseExisting(Transaction transaction)
    {
        if (!HasBlob(transaction))
        {
            return false;
        }

        try
        {
            LeaseLinks.AddContent(transaction, scope, expected.ToString());
        }
        catch (DaemonException e)
        {
            throw e.Within("unable to lease content");
        }

        return true;
    }

    // The size of the blob that can stand for this ingest; null if bytes have to come.
    private async Task<long?> FindSharedAsync(CancellationToken cancellationToken)
    {
        if (expected.IsEmpty
            || !context.View(transaction => ContentSharing.IsAllowed(transaction, context.ShareContent, expected.ToString())))
        {
            return null;
        }

        try
        {
            ContentInfo info = await backend.InfoAsync(expected, cancellationToken);

            // A blob that has lost bytes stands for nothing: they have to come again, and put it right.
            bool whole = (context.View(transaction => ContentSharing.RecordedBytes(transaction, expected.ToString())) ?? info.Size) == info.Size;
            return whole && (total == 0 || total == info.Size) ? info.Size : null;
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task<(string BackendRef, bool IsNew)> WriteRecordAsync(bool shared, CancellationToken cancellationToken)
    {
        Timestamp now = Timestamp.Now(context.Clock);
        (string? backendRef, bool isNew) = await context.ChangeAsync<(string?, bool)>(
            transaction =>
            {
                if (!expected.IsEmpty && TryLeaseExisting(transaction))
                {
                    return (null, false);
                }

                LeaseLinks.AddIngest(transaction, scope, @ref);
                Bucket ingests = Schema.CreateIngests(transaction, scope.Namespace);
                bool absent = ingests.Bucket(@ref) is null;
                return (IngestBucket.Open(ingests, scope.Namespace, @ref, scope.HasLease, shared ? expected.ToString() : null, now), absent);
            },
            collectable: false,
            cancellationToken);
        return (backendRef ?? throw DaemonException.AlreadyExists($"content {expected}"), isNew);
    }

    // The backend refused: what this call has written is taken back, whether or not its caller still waits.
    private Task ForgetAsync() => context.ChangeAsync(
        transaction =>
        {
            LeaseLinks.RemoveIngest(transaction, scope, @ref);
            if (Schema.FindIngests(transaction, scope.Namespace) is Bucket ingests && ingests.Bucket(@ref) is not null)
            {
                ingests.DeleteBucket(@ref);
            }
        },
        collectable: false,
        CancellationToken.None);
}
