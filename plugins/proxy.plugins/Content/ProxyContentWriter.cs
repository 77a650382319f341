using Grpc.Core;
using Google.Protobuf;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using PluginHost.Proto.Services.ContentV1;

namespace PluginHost.Plugins.Proxy.Content;

using Client = PluginHost.Proto.Services.ContentV1.Content.ContentClient;
using Stream = AsyncDuplexStreamingCall<WriteContentRequest, WriteContentResponse>;

/// <summary>
/// An ingest in another process: one Write stream, on which each request has its answer. A stream that broke stays broken; the other process
/// keeps what it has, and the ingest can be opened again.
/// </summary>
internal sealed class ProxyContentWriter : IContentWriter
{
    // Half of the largest message that Go's gRPC server takes unless it is told otherwise; containerd's client sends 8 MiB, which it refuses.
    private const int LongestPiece = 2 << 20;

    private readonly ProxyConnection _connection;
    private readonly Stream _stream;
    private IngestStatus _status;
    private Exception? _broken;
    private bool _ended;

    private ProxyContentWriter(ProxyConnection connection, Stream stream, IngestStatus status)
    {
        _connection = connection;
        _stream = stream;
        _status = status;
    }

    public IngestStatus Status => _status;

    public Digest CurrentDigest { get; private set; }

    public static async Task<ProxyContentWriter> OpenAsync(
        ProxyConnection connection,
        Client client,
        RequestScope? scope,
        string @ref,
        long total,
        Digest expected,
        CancellationToken cancellationToken)
    {
        // The stream outlives the call that opens it, and so does not know its token.
        Stream stream = client.Write(ProxyConnection.Options(scope, CancellationToken.None));
        ProxyContentWriter writer = new(connection, stream, new IngestStatus { Ref = @ref, Total = total, Expected = expected });
        try
        {
            // Where it stands may have to be found out by reading what is there.
            await writer.ExchangeAsync(writer.Request(WriteAction.Stat), connection.Limits.Work, cancellationToken);
            return writer;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = data[..Math.Min(data.Length, LongestPiece)];
            WriteContentRequest request = Request(WriteAction.Write);

            // The message has been written out when the answer is there, and the buffer is the caller's until then.
            request.Data = UnsafeByteOperations.UnsafeWrap(piece);
            long end = _status.Offset + piece.Length;
            await ExchangeAsync(request, _connection.Limits.Call, cancellationToken);
            if (_status.Offset != end)
            {
                throw Break(DaemonException.Of(
                    ErrorKind.DataLoss, $"ingest {_status.Ref}: the proxy plugin stands at {_status.Offset} after a write that ended at {end}"));
            }

            data = data[piece.Length..];
        }
    }

    public async Task TruncateAsync(long size, CancellationToken cancellationToken)
    {
        if (size != 0)
        {
            throw new DaemonException(ErrorKind.Unknown, "truncate: unsupported size");
        }

        if (_status.Offset != 0)
        {
            // A write at 0 into an ingest that has bytes truncates it first.
            _status = _status with { Offset = 0 };
            await ExchangeAsync(Request(WriteAction.Write), _connection.Limits.Call, cancellationToken);
        }
    }

    public async Task CommitAsync(
        long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        WriteContentRequest request = Request(WriteAction.Commit);
        request.Total = size;
        request.Expected = expected.ToString();
        request.Labels.Fill(labels);
        await ExchangeAsync(request, _connection.Limits.Work, cancellationToken);
        _broken = DaemonException.FailedPrecondition($"cannot commit on closed writer of {_status.Ref}");
        await EndAsync();
        if (size != 0 && _status.Offset != size)
        {
            throw DaemonException.FailedPrecondition($"unexpected commit size {_status.Offset}, expected {size}");
        }

        if (!expected.IsEmpty && CurrentDigest != expected)
        {
            throw DaemonException.FailedPrecondition($"unexpected commit digest {CurrentDigest}, expected {expected}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_broken is null)
        {
            _broken = DaemonException.FailedPrecondition($"cannot write on closed writer of {_status.Ref}");
            await EndAsync();
        }

        _stream.Dispose();
    }

    private WriteContentRequest Request(WriteAction action) => new()
    {
        Action = action,
        Ref = _status.Ref,
        Total = _status.Total,
        Expected = _status.Expected.ToString(),
        Offset = _status.Offset,
    };

    private async Task ExchangeAsync(WriteContentRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_broken is not null)
        {
            throw new DaemonException((_broken as DaemonException)?.Kind ?? ErrorKind.Unavailable, _broken.Message, _broken);
        }

        // Before anything is sent; afterwards nobody can tell how far the other side has come.
        cancellationToken.ThrowIfCancellationRequested();
        WriteContentResponse answer;
        try
        {
            answer = await _connection.WaitAsync(ExchangeAsync(request), _stream.Dispose, limit, cancellationToken, nameof(Client.Write));
        }
        catch (Exception error)
        {
            _broken = error;
            throw;
        }

        CurrentDigest = Messages.ToDigest(answer.Digest);
        _status = _status with
        {
            Offset = answer.Offset,
            Total = answer.Total > 0 ? answer.Total : _status.Total,
            StartedAt = answer.StartedAt is null ? _status.StartedAt : answer.StartedAt.ToRecord(),
            UpdatedAt = answer.UpdatedAt is null ? _status.UpdatedAt : answer.UpdatedAt.ToRecord(),
        };
    }

    private async Task<WriteContentResponse> ExchangeAsync(WriteContentRequest request)
    {
        try
        {
            await _stream.RequestStream.WriteAsync(request);
        }
        catch (RpcException)
        {
            // The process has ended the stream; the reason is what the stream answers.
            await _stream.ResponseStream.MoveNext(CancellationToken.None);
            throw;
        }

        return await _stream.ResponseStream.MoveNext(CancellationToken.None)
            ? _stream.ResponseStream.Current
            : throw new RpcException(new Grpc.Core.Status(StatusCode.Internal, $"ingest {_status.Ref}: the proxy plugin ended the stream without an answer"));
    }

    private DaemonException Break(DaemonException error)
    {
        _broken = error;
        _stream.Dispose();
        return error;
    }

    // The process gives the ref back when it sees the end of the stream; whoever opens it next must not come before that.
    private async Task EndAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        try
        {
            await _connection.WaitAsync(DrainAsync(), _stream.Dispose, _connection.Limits.Call, CancellationToken.None, nameof(Client.Write));
        }
        catch (DaemonException)
        {
            // What was written is kept or lost by the process, whether or not it says goodbye; what failed has been logged.
        }
    }

    private async Task<bool> DrainAsync()
    {
        await _stream.RequestStream.CompleteAsync();
        while (await _stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            // Some answer the end with a repetition.
        }

        return true;
    }
}
