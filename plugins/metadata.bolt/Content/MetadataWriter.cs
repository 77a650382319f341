using System.Buffers;
using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Oci;
using PluginHost.Plugins.Metadata.Leases;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>
/// An open ingest: a writer of the backend, or none while a blob that is there already stands for its bytes. At the commit the backend comes first,
/// then the record: a crash in between leaves a blob that no namespace has, which the next writer of the same digest finds and the collector removes.
/// </summary>
internal sealed class MetadataWriter(
    MetadataContext context, RequestScope scope, IContentStore backend, IContentWriter? writer, IDisposable ingestUse) : IContentWriter
{
    private const int CopyBufferSize = 1 << 20;

    private IContentWriter? _writer = writer;
    private bool _closed;

    public required string Ref { get; init; }

    public required string BackendRef { get; init; }

    /// <summary>The size that the caller expects; 0 when unknown.</summary>
    public required long Total { get; init; }

    /// <summary>The blob that stands for the bytes while there is no writer.</summary>
    public required Digest Shared { get; init; }

    public required long SharedSize { get; init; }

    public required Timestamp OpenedAt { get; init; }

    public IngestStatus Status => _writer is not null
        ? _writer.Status with { Ref = Ref }
        : new IngestStatus
        {
            Ref = Ref,
            Offset = SharedSize,
            Total = SharedSize,
            Expected = Shared,
            StartedAt = OpenedAt,
            UpdatedAt = OpenedAt,
        };

    public Digest CurrentDigest => _writer is null ? Shared : _writer.CurrentDigest;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_writer is null)
        {
            if (data.IsEmpty)
            {
                return;
            }

            await MaterialiseAsync(SharedSize, cancellationToken);
        }

        await _writer!.WriteAsync(data, cancellationToken);
    }

    public async Task TruncateAsync(long size, CancellationToken cancellationToken)
    {
        if (_writer is null)
        {
            await MaterialiseAsync(size, cancellationToken);
            return;
        }

        await _writer.TruncateAsync(size, cancellationToken);
    }

    public async Task CommitAsync(
        long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        Labels.Validate("info.Labels", labels);
        if (_closed)
        {
            throw DaemonException.FailedPrecondition($"ingest \"{Ref}\" is closed");
        }

        long actualSize = Status.Offset;
        if (size != 0 && size != actualSize)
        {
            throw DaemonException.FailedPrecondition($"\"{Ref}\" failed size validation: {actualSize} != {size}");
        }

        if (_writer is null && !expected.IsEmpty && expected != Shared)
        {
            throw DaemonException.FailedPrecondition($"\"{Ref}\" unexpected digest");
        }

        context.View(transaction =>
        {
            LeaseLinks.Require(transaction, scope);
            return true;
        });

        Digest digest = expected.IsEmpty ? CurrentDigest : expected;
        using IDisposable blob = await context.Objects.Blobs.UseAsync(digest.ToString(), cancellationToken);
        await CommitBytesAsync(size, expected, cancellationToken);

        // The bytes are there: from now on the commit is carried through whether or not the caller still waits.
        bool exists = await WriteRecordAsync(digest, actualSize, labels);
        await DisposeAsync();
        if (exists)
        {
            throw DaemonException.AlreadyExists($"content {digest}");
        }

        await context.PublishAsync(scope.Namespace, new ContentCreated(digest.ToString(), actualSize));
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        ingestUse.Dispose();
    }

    private async Task CommitBytesAsync(long size, Digest expected, CancellationToken cancellationToken)
    {
        if (_writer is null)
        {
            // Between opening and now a clean-up may have taken the blob, if the record of this ingest was removed meanwhile.
            await backend.InfoAsync(Shared, cancellationToken);
            return;
        }

        try
        {
            await _writer.CommitAsync(size, expected, new Dictionary<string, string>(), cancellationToken);
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.AlreadyExists)
        {
            // Another namespace has brought the same bytes; this one has proved that it has them too.
        }
    }

    // Makes the blob visible in the namespace and ends the ingest; true when the namespace had the blob, which the lease then holds as well.
    private Task<bool> WriteRecordAsync(Digest digest, long size, IReadOnlyDictionary<string, string> labels)
    {
        Timestamp now = Timestamp.Now(context.Clock);
        ContentInfo info = new() { Digest = digest, Size = size, Labels = labels, CreatedAt = now, UpdatedAt = now };
        return context.ChangeAsync(
            transaction =>
            {
                Bucket blobs = Schema.CreateBlobs(transaction, scope.Namespace);
                bool exists = blobs.Bucket(digest.ToString()) is not null;
                if (!exists)
                {
                    BlobBucket.Write(blobs.CreateBucket(digest.ToString()), info);
                }

                if (Schema.FindIngests(transaction, scope.Namespace) is Bucket ingests && ingests.Bucket(Ref) is not null)
                {
                    ingests.DeleteBucket(Ref);
                }

                // A lease that was deleted meanwhile does not undo what is written; it keeps nothing either way.
                LeaseLinks.RemoveIngest(transaction, scope, Ref);
                if (LeaseLinks.Exists(transaction, scope))
                {
                    LeaseLinks.AddContent(transaction, scope, digest.ToString());
                }

                return exists;
            },
            collectable: false,
            CancellationToken.None);
    }

    // Gives the ingest bytes of its own: the first `length` of the blob that stood for them.
    private async Task MaterialiseAsync(long length, CancellationToken cancellationToken)
    {
        if (_closed)
        {
            throw DaemonException.FailedPrecondition($"ingest \"{Ref}\" is closed");
        }

        using IDisposable blob = await context.Objects.Blobs.UseAsync(Shared.ToString(), cancellationToken);
        await context.ChangeAsync(ForgetShared, collectable: false, cancellationToken);
        IContentWriter opened = await backend.OpenWriterAsync(BackendRef, 0, default, cancellationToken);
        try
        {
            if (opened.Status.Offset > 0)
            {
                await opened.TruncateAsync(0, cancellationToken);
            }

            await CopyAsync(opened, Math.Min(length, SharedSize), cancellationToken);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }

        _writer = opened;
    }

    private void ForgetShared(Transaction transaction)
    {
        if (Schema.FindIngests(transaction, scope.Namespace)?.Bucket(Ref) is Bucket bucket)
        {
            IngestBucket.SetExpected(bucket, null);
        }
    }

    private async Task CopyAsync(IContentWriter destination, long length, CancellationToken cancellationToken)
    {
        await using IBlobReader reader = await backend.OpenReaderAsync(Shared, cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, CopyBufferSize));
        try
        {
            for (long offset = 0; offset < length;)
            {
                int wanted = (int)Math.Min(buffer.Length, length - offset);
                int read = await reader.ReadAsync(buffer.AsMemory(0, wanted), offset, cancellationToken);
                if (read == 0)
                {
                    throw DaemonException.Of(ErrorKind.DataLoss, $"content {Shared} ends at {offset} of {SharedSize} bytes");
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
