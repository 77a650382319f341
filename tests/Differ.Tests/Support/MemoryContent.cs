using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace Differ.Tests.Support;

/// <summary>A content store in memory, with labels, locked refs, and places where a test can interfere.</summary>
internal sealed class MemoryContent : IContentStore
{
    private readonly Dictionary<Digest, (byte[] Bytes, ContentInfo Info)> _blobs = [];
    private readonly Dictionary<string, List<byte>> _ingests = [];

    /// <summary>Called before each read of a blob, with the offset.</summary>
    public Func<long, CancellationToken, Task>? BeforeRead { get; set; }

    /// <summary>Called before each write to an ingest, with its offset.</summary>
    public Action<long>? BeforeWrite { get; set; }

    /// <summary>Refs that another writer has.</summary>
    public HashSet<string> Locked { get; } = [];

    public IReadOnlyCollection<string> Ingests => _ingests.Keys;

    public int OpenReaders { get; private set; }

    public Descriptor Add(byte[] bytes, string mediaType)
    {
        Digest digest = Digest.Of(bytes);
        _blobs[digest] = (bytes, new ContentInfo { Digest = digest, Size = bytes.Length });

        return new Descriptor { MediaType = mediaType, Digest = digest, Size = bytes.Length };
    }

    public void AddIngest(string @ref, byte[] bytes) => _ingests[@ref] = [.. bytes];

    public byte[] BytesOf(Digest digest) => _blobs[digest].Bytes;

    public Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken) => Task.FromResult(Find(digest).Info);

    public Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
    {
        (byte[] bytes, ContentInfo old) = Find(info.Digest);
        Dictionary<string, string> labels = new(old.Labels);
        foreach (string path in fieldPaths)
        {
            string label = path["labels.".Length..];
            labels[label] = info.Labels[label];
        }

        ContentInfo updated = old with { Labels = labels };
        _blobs[info.Digest] = (bytes, updated);

        return Task.FromResult(updated);
    }

    public IAsyncEnumerable<ContentInfo> WalkAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
        => throw new NotSupportedException("a differ walks no content");

    public Task DeleteAsync(Digest digest, CancellationToken cancellationToken)
        => throw new NotSupportedException("a differ deletes no content");

    public Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken)
    {
        byte[] bytes = Find(digest).Bytes;
        OpenReaders++;

        return Task.FromResult<IBlobReader>(new Reader(this, bytes));
    }

    public Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken)
        => throw new NotSupportedException("a differ asks no status");

    public Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
        => throw new NotSupportedException("a differ lists no ingests");

    public Task AbortAsync(string @ref, CancellationToken cancellationToken)
        => _ingests.Remove(@ref) ? Task.CompletedTask : throw DaemonException.NotFound($"ingest {@ref}");

    public Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken)
    {
        if (!Locked.Add(@ref))
        {
            throw DaemonException.Unavailable($"ref {@ref} locked");
        }

        _ingests.TryAdd(@ref, []);

        return Task.FromResult<IContentWriter>(new Writer(this, @ref));
    }

    private (byte[] Bytes, ContentInfo Info) Find(Digest digest)
        => _blobs.TryGetValue(digest, out (byte[] Bytes, ContentInfo Info) found)
            ? found
            : throw DaemonException.NotFound($"content {digest}");

    private sealed class Reader(MemoryContent store, byte[] bytes) : IBlobReader
    {
        public long Size => bytes.Length;

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
        {
            if (store.BeforeRead is { } before)
            {
                await before(offset, cancellationToken);
            }

            int length = (int)Math.Min(buffer.Length, bytes.Length - offset);
            bytes.AsMemory((int)offset, length).CopyTo(buffer);

            return length;
        }

        public ValueTask DisposeAsync()
        {
            store.OpenReaders--;

            return ValueTask.CompletedTask;
        }
    }

    private sealed class Writer(MemoryContent store, string @ref) : IContentWriter
    {
        private List<byte> Bytes => store._ingests[@ref];

        public IngestStatus Status => new() { Ref = @ref, Offset = Bytes.Count };

        public Digest CurrentDigest => Digest.Of(Bytes.ToArray());

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            store.BeforeWrite?.Invoke(Bytes.Count);
            Bytes.AddRange(data.Span);

            return ValueTask.CompletedTask;
        }

        public Task TruncateAsync(long size, CancellationToken cancellationToken)
        {
            Assert.Equal(0, size);
            Bytes.Clear();

            return Task.CompletedTask;
        }

        public Task CommitAsync(long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        {
            byte[] bytes = [.. Bytes];
            Assert.Equal((bytes.Length, Digest.Of(bytes)), (size, expected));
            store._ingests.Remove(@ref);
            if (!store._blobs.TryAdd(expected, (bytes, new ContentInfo { Digest = expected, Size = size, Labels = labels })))
            {
                throw DaemonException.AlreadyExists($"content {expected}");
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            store.Locked.Remove(@ref);

            return ValueTask.CompletedTask;
        }
    }
}
