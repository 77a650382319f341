using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Content;

/// <summary>
/// Blobs by their digest, and ingests by their ref. A blob comes into being by <see cref="IContentWriter.CommitAsync"/>, whole and verified.
/// Common errors: <see cref="ErrorKind.NotFound"/>, and <see cref="ErrorKind.InvalidArgument"/> for an empty ref, a bad filter or mask.
/// </summary>
public interface IContentStore
{
    /// <summary>The same store on behalf of <paramref name="scope"/>; only one that leaves the process needs to know it.</summary>
    IContentStore For(RequestScope scope) => this;

    Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken);

    /// <summary>
    /// Changes labels: <paramref name="fieldPaths"/> are <c>labels</c> or <c>labels.&lt;key&gt;</c>; none means all labels are replaced.
    /// A store that keeps no labels refuses with FailedPrecondition.
    /// </summary>
    Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken);

    /// <summary>The blobs that match one of <paramref name="filters"/> (none: all). Filter fields: digest, labels.</summary>
    IAsyncEnumerable<ContentInfo> WalkAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken);

    Task DeleteAsync(Digest digest, CancellationToken cancellationToken);

    Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken);

    Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken);

    /// <summary>The ingests that match one of <paramref name="filters"/> (none: all). Filter field: ref.</summary>
    Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken);

    /// <summary>Throws an ingest away.</summary>
    Task AbortAsync(string @ref, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the ingest <paramref name="ref"/>, resuming it if it exists. <paramref name="total"/> 0 and an empty <paramref name="expected"/> mean
    /// unknown. <see cref="ErrorKind.Unavailable"/> while another writer has it; <see cref="ErrorKind.AlreadyExists"/> when the expected blob is there.
    /// </summary>
    Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken);
}
