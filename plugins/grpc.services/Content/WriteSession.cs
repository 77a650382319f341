using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Proto.Services.ContentV1;

namespace PluginHost.Plugins.GrpcServices.Content;

/// <summary>
/// One Write stream: the writer lives as long as the stream, and an ingest that was not committed can be resumed
/// (containerd plugins/services/content/contentserver).
/// </summary>
internal sealed class WriteSession : IAsyncDisposable
{
    private readonly IContentStore _store;
    private readonly IContentWriter _writer;

    // What was last answered: total and times are set by a Stat and stay as they were then.
    private readonly WriteContentResponse _answer = new();
    private long _total;
    private Digest _expected;

    private WriteSession(IContentStore store, IContentWriter writer, long total, Digest expected)
    {
        _store = store;
        _writer = writer;
        _total = total;
        _expected = expected;
    }

    /// <summary>True once the blob is there; the stream ends.</summary>
    public bool Committed { get; private set; }

    public static async Task<WriteSession> OpenAsync(IContentStore store, WriteContentRequest first, CancellationToken cancellationToken)
    {
        if (first.Ref.Length == 0)
        {
            throw new DaemonException(ErrorKind.InvalidArgument, "first message must have a reference");
        }

        Digest expected = Expected(first);
        IContentWriter writer = await store.OpenWriterAsync(first.Ref, first.Total, expected, cancellationToken);
        return new WriteSession(store, writer, first.Total, expected);
    }

    public async Task<WriteContentResponse> HandleAsync(WriteContentRequest request, CancellationToken cancellationToken)
    {
        if (request.Expected.Length > 0)
        {
            _expected = Expected(request);
            await RefuseExistingAsync(cancellationToken);
        }

        if (request.Total > 0)
        {
            _total = request.Total;
        }

        _answer.Action = request.Action;
        switch (request.Action)
        {
            case WriteAction.Write:
            case WriteAction.Commit:
                await AppendAsync(request, cancellationToken);
                break;
            case WriteAction.Stat:
                break;
            default:
                throw DaemonException.InvalidArgument($"unknown write action {(int)request.Action}");
        }

        _answer.Digest = _writer.CurrentDigest.ToString();
        if (request.Action == WriteAction.Commit)
        {
            await _writer.CommitAsync(_total, _expected, new Dictionary<string, string>(request.Labels), cancellationToken);
            Committed = true;
        }

        IngestStatus status = _writer.Status;
        _answer.Offset = status.Offset;
        if (request.Action == WriteAction.Stat)
        {
            _answer.Total = _total;
            _answer.StartedAt = status.StartedAt.ToMessage();
            _answer.UpdatedAt = status.UpdatedAt.ToMessage();
        }

        return _answer.Clone();
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static Digest Expected(WriteContentRequest request)
        => request.Expected.Length == 0 ? default : Wire.ParseDigest(request.Expected);

    private async Task AppendAsync(WriteContentRequest request, CancellationToken cancellationToken)
    {
        long offset = _writer.Status.Offset;
        if (request.Offset > 0 && request.Offset != offset)
        {
            throw new DaemonException(
                ErrorKind.OutOfRange, $"write @{request.Offset} must occur at current offset {offset}");
        }

        if (request.Offset == 0 && offset > 0)
        {
            await _writer.TruncateAsync(0, cancellationToken);
        }

        if (request.Data.Length > 0)
        {
            await _writer.WriteAsync(request.Data.Memory, cancellationToken);
        }
    }

    private async Task RefuseExistingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _store.InfoAsync(_expected, cancellationToken);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound)
        {
            return;
        }

        string @ref = _writer.Status.Ref;
        await _writer.DisposeAsync();
        await _store.AbortAsync(@ref, cancellationToken);
        throw new DaemonException(ErrorKind.AlreadyExists, $"blob with expected digest {_expected} exists");
    }
}
