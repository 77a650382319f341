using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Content;

/// <summary>
/// One ingest that is open for writing; it holds the lock of its ref until it is committed or disposed. Disposing without commit
/// keeps what was written, so that it can be resumed. Not for parallel use.
/// </summary>
public interface IContentWriter : IAsyncDisposable
{
    /// <summary>Where the ingest stands.</summary>
    IngestStatus Status { get; }

    /// <summary>The digest of the bytes so far.</summary>
    Digest CurrentDigest { get; }

    /// <summary>Appends.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Starts again at 0; another <paramref name="size"/> is refused.</summary>
    Task TruncateAsync(long size, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the bytes durable and the blob visible. <paramref name="size"/> 0 and an empty <paramref name="expected"/> mean unknown.
    /// <see cref="ErrorKind.FailedPrecondition"/>: size or digest differ, or the writer is closed (the ingest stays);
    /// <see cref="ErrorKind.AlreadyExists"/>: the blob is there already, and the ingest is gone.
    /// </summary>
    Task CommitAsync(long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);
}
