using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Conformance.Content;

/// <summary>A content store on a directory of its own, for one test.</summary>
public abstract class ContentStoreHarness : IAsyncLifetime
{
    /// <summary>Labels for a blob that has none.</summary>
    protected static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly SuiteDirectory _directory = new();
    private IContentStore? _store;

    /// <summary>The store of this test.</summary>
    protected IContentStore Store => _store ?? throw new InvalidOperationException("the store was not opened");

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Deadline { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    /// <summary>Whether blobs have labels; a store below the metadata may leave them to it.</summary>
    protected virtual bool KeepsLabels => true;

    /// <summary>Whether to abort an ingest that is not there is refused with NotFound; otherwise it is no error.</summary>
    protected virtual bool RefusesToAbortWhatIsAbsent => true;

    /// <summary>Whether to delete a blob that is not there is refused with NotFound; otherwise it is no error.</summary>
    protected virtual bool RefusesToDeleteWhatIsAbsent => true;

    /// <summary>Whether a blob that is deleted stays readable for who has it open; over a connection it may be gone for the next read.</summary>
    protected virtual bool KeepsOpenBlobs => true;

    /// <summary>Whether what was committed, or written and closed, is there when the store is opened again.</summary>
    protected virtual bool OutlivesItsProcess => true;

    /// <summary>Opens the store under test on a directory, which is empty or has what the test left there.</summary>
    /// <param name="root">The directory; it exists.</param>
    protected abstract ValueTask<IContentStore> OpenAsync(string root);

    /// <summary>Closes what <see cref="OpenAsync"/> has opened; by default the store itself, if it can be closed.</summary>
    protected virtual async ValueTask CloseAsync()
    {
        if (_store is IAsyncDisposable closable)
        {
            await closable.DisposeAsync();
        }
    }

    public virtual async Task InitializeAsync() => _store = await OpenAsync(_directory.Root);

    public virtual async Task DisposeAsync()
    {
        await CloseAsync();
        await _directory.RemoveAsync();
    }

    /// <summary>Closes the store and opens it again on the same directory.</summary>
    protected async Task ReopenAsync()
    {
        await CloseAsync();
        _store = await OpenAsync(_directory.Root);
    }

    /// <summary>Bytes that are the same for the same seed and no others.</summary>
    protected static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);

        return bytes;
    }

    /// <summary>Opens an ingest of which nothing is known.</summary>
    protected Task<IContentWriter> WriterAsync(string @ref) => Store.OpenWriterAsync(@ref, 0, default, Deadline);

    /// <summary>Commits a blob.</summary>
    protected async Task<Digest> AddAsync(string @ref, byte[] content, IReadOnlyDictionary<string, string>? labels = null)
    {
        await using IContentWriter writer = await WriterAsync(@ref);
        await writer.WriteAsync(content, Deadline);
        await writer.CommitAsync(content.Length, Digest.Of(content), labels ?? NoLabels, Deadline);

        return Digest.Of(content);
    }

    /// <summary>Writes to an ingest and closes it.</summary>
    protected async Task BeginAsync(string @ref, ReadOnlyMemory<byte> content)
    {
        await using IContentWriter writer = await WriterAsync(@ref);
        await writer.WriteAsync(content, Deadline);
    }

    /// <summary>Reads a blob to its end, in pieces of a size.</summary>
    protected async Task<byte[]> ReadAsync(Digest digest, int piece = 4096)
    {
        await using IBlobReader reader = await Store.OpenReaderAsync(digest, Deadline);
        using MemoryStream bytes = new();
        byte[] buffer = new byte[piece];
        int read;
        while ((read = await reader.ReadAsync(buffer, bytes.Length, Deadline)) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        Assert.Equal(reader.Size, bytes.Length);

        return bytes.ToArray();
    }

    /// <summary>The digests that a walk gives, in order.</summary>
    protected async Task<IReadOnlyList<string>> WalkAsync(params IReadOnlyList<string> filters)
    {
        List<string> digests = [];
        await foreach (ContentInfo info in Store.WalkAsync(filters, Deadline))
        {
            digests.Add(info.Digest.ToString());
        }

        digests.Sort(StringComparer.Ordinal);

        return digests;
    }

    /// <summary>The call must fail with this kind; its text must end as errors of the kind do.</summary>
    protected static Task<DaemonException> FailsAsync(ErrorKind kind, Func<Task> call) => Expect.FailureAsync(kind, call);
}
