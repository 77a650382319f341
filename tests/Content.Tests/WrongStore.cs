using PluginHost.Content;
using PluginHost.Oci;

namespace Content.Tests;

/// <summary>What a content store can do wrong.</summary>
internal enum Fault
{
    None,
    CommitsWithoutChecks,
    ReadsTheWrongPlace,
    IgnoresTruncation,
    ListsNothing,
}

/// <summary>A store with a fault, in front of a right one.</summary>
internal sealed class WrongStore(IContentStore inner, Fault fault) : IContentStore
{
    public Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken) => inner.InfoAsync(digest, cancellationToken);

    public Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => inner.UpdateAsync(info, fieldPaths, cancellationToken);

    public IAsyncEnumerable<ContentInfo> WalkAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
        => inner.WalkAsync(fault == Fault.ListsNothing ? ["digest==nothing"] : filters, cancellationToken);

    public Task DeleteAsync(Digest digest, CancellationToken cancellationToken) => inner.DeleteAsync(digest, cancellationToken);

    public async Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken)
        => new Reader(await inner.OpenReaderAsync(digest, cancellationToken), fault);

    public Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken) => inner.StatusAsync(@ref, cancellationToken);

    public Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
        => inner.ListStatusesAsync(filters, cancellationToken);

    public Task AbortAsync(string @ref, CancellationToken cancellationToken) => inner.AbortAsync(@ref, cancellationToken);

    public async Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken)
        => new Writer(await inner.OpenWriterAsync(@ref, total, expected, cancellationToken), fault);

    private sealed class Reader(IBlobReader inner, Fault fault) : IBlobReader
    {
        public long Size => inner.Size;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
            => inner.ReadAsync(buffer, fault == Fault.ReadsTheWrongPlace ? 0 : offset, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(IContentWriter inner, Fault fault) : IContentWriter
    {
        public IngestStatus Status => inner.Status;

        public Digest CurrentDigest => inner.CurrentDigest;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => inner.WriteAsync(data, cancellationToken);

        public Task TruncateAsync(long size, CancellationToken cancellationToken)
            => fault == Fault.IgnoresTruncation ? Task.CompletedTask : inner.TruncateAsync(size, cancellationToken);

        public Task CommitAsync(long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
            => fault == Fault.CommitsWithoutChecks
                ? inner.CommitAsync(0, default, labels, cancellationToken)
                : inner.CommitAsync(size, expected, labels, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
