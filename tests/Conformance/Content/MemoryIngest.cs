using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Conformance.Content;

/// <summary>An ingest of a <see cref="MemoryContentStore"/>.</summary>
internal sealed class MemoryIngest(string @ref, long total)
{
    private readonly List<byte> _bytes = [];
    private readonly Timestamp _started = Timestamp.Now(TimeProvider.System);
    private bool _locked;

    public IngestStatus Status
        => new() { Ref = @ref, Offset = _bytes.Count, Total = total, StartedAt = _started, UpdatedAt = _started };

    /// <summary>A writer that has the ref until it is closed.</summary>
    public IContentWriter Open(MemoryContentStore store)
    {
        if (_locked)
        {
            throw DaemonException.Unavailable($"ref {@ref} locked");
        }

        _locked = true;

        return new Writer(this, store);
    }

    private sealed class Writer(MemoryIngest ingest, MemoryContentStore store) : IContentWriter
    {
        private bool _closed;

        public IngestStatus Status => ingest.Status;

        public Digest CurrentDigest => Digest.Of([.. ingest._bytes]);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ingest._bytes.AddRange(data.Span);

            return ValueTask.CompletedTask;
        }

        public Task TruncateAsync(long size, CancellationToken cancellationToken)
        {
            if (size != 0)
            {
                throw DaemonException.Of(ErrorKind.Unknown, $"cannot truncate to {size}");
            }

            ingest._bytes.Clear();

            return Task.CompletedTask;
        }

        public Task CommitAsync(long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] bytes = [.. ingest._bytes];
            if (_closed || (size > 0 && size != bytes.Length) || (!expected.IsEmpty && expected != Digest.Of(bytes)))
            {
                throw DaemonException.FailedPrecondition($"cannot commit ingest {ingest.Status.Ref} as {expected} of {size} bytes");
            }

            store.Commit(ingest, bytes, labels);

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (!_closed)
            {
                _closed = true;
                ingest._locked = false;
            }

            return ValueTask.CompletedTask;
        }
    }
}
