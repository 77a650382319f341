using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace Metadata.Tests.Support;

/// <summary>A content store in memory, in whose calls a test can step in.</summary>
internal sealed class MemoryContentStore : IContentStore
{
    public Hooks Hooks { get; } = new();

    public ConcurrentDictionary<Digest, byte[]> Blobs { get; } = [];

    public ConcurrentDictionary<string, MemoryStream> Ingests { get; } = [];

    private ConcurrentDictionary<string, bool> Locks { get; } = [];

    public Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken) => Hooks.RunAsync(
        "info", () => new ContentInfo { Digest = digest, Size = Blob(digest).Length });

    public Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => throw DaemonException.FailedPrecondition("no labels here");

    public async IAsyncEnumerable<ContentInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Digest digest in await Hooks.RunAsync("walk", () => Blobs.Keys.ToArray()))
        {
            yield return new ContentInfo { Digest = digest };
        }
    }

    public Task DeleteAsync(Digest digest, CancellationToken cancellationToken) => Hooks.RunAsync(
        "delete", () => _ = Blobs.TryRemove(digest, out _) ? true : throw DaemonException.NotFound($"content {digest}"));

    public Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken)
        => Task.FromResult<IBlobReader>(new Reader(Blob(digest)));

    public Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken) => Task.FromResult(
        Ingests.TryGetValue(@ref, out MemoryStream? data)
            ? new IngestStatus { Ref = @ref, Offset = data.Length }
            : throw DaemonException.NotFound($"ingest {@ref}"));

    public Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<IngestStatus>>(
            [.. Ingests.Select(static ingest => new IngestStatus { Ref = ingest.Key, Offset = ingest.Value.Length })]);

    public Task AbortAsync(string @ref, CancellationToken cancellationToken) => Hooks.RunAsync(
        "abort", () => _ = Ingests.TryRemove(@ref, out _) ? true : throw DaemonException.NotFound($"ingest {@ref}"));

    public Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken)
        => Hooks.RunAsync<IContentWriter>("open", () =>
        {
            Assert.True(expected.IsEmpty, "the metadata never passes a digest down");
            return Locks.TryAdd(@ref, true)
                ? new Writer(this, @ref, total, Ingests.GetOrAdd(@ref, static _ => new MemoryStream()))
                : throw DaemonException.Unavailable($"ref {@ref} locked");
        });

    private byte[] Blob(Digest digest)
        => Blobs.TryGetValue(digest, out byte[]? blob) ? blob : throw DaemonException.NotFound($"content {digest}");

    private sealed class Reader(byte[] blob) : IBlobReader
    {
        public long Size => blob.Length;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
        {
            // Short reads are legal.
            int count = (int)Math.Min(Math.Min(buffer.Length, 3), Math.Max(0, blob.Length - offset));
            blob.AsMemory((int)offset, count).CopyTo(buffer);
            return ValueTask.FromResult(count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Writer(MemoryContentStore store, string @ref, long total, MemoryStream data) : IContentWriter
    {
        private bool _open = true;

        public IngestStatus Status => new() { Ref = @ref, Offset = data.Length, Total = total };

        public Digest CurrentDigest => Digest.Of(data.ToArray());

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            data.Position = data.Length;
            await data.WriteAsync(bytes, cancellationToken);
        }

        public Task TruncateAsync(long size, CancellationToken cancellationToken)
        {
            data.SetLength(size == 0 ? 0 : throw new DaemonException(ErrorKind.Unknown, "truncate: unsupported size"));
            return Task.CompletedTask;
        }

        public Task CommitAsync(
            long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
            => store.Hooks.RunAsync("commit", () =>
            {
                Digest digest = CurrentDigest;
                Close();
                if ((size != 0 && size != data.Length) || (!expected.IsEmpty && expected != digest))
                {
                    throw DaemonException.FailedPrecondition("unexpected size or digest");
                }

                store.Ingests.TryRemove(@ref, out _);
                if (!store.Blobs.TryAdd(digest, data.ToArray()))
                {
                    throw DaemonException.AlreadyExists($"content {digest}");
                }
            });

        public ValueTask DisposeAsync()
        {
            Close();
            return ValueTask.CompletedTask;
        }

        private void Close()
        {
            if (_open)
            {
                _open = false;
                store.Locks.TryRemove(@ref, out _);
            }
        }
    }
}
