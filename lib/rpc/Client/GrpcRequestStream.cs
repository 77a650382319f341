using System.Net;
using System.Net.Http.Headers;
using PluginHost.Rpc.Protocol;

namespace PluginHost.Rpc.Client;

/// <summary>The body of a request that is a stream: open from the request's headers until the client completes it or the call ends.</summary>
internal sealed class GrpcRequestStream : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GrpcRequestStream() => Headers.ContentType = new MediaTypeHeaderValue(GrpcHeaders.ContentType);

    /// <summary>Where messages are written; cancelled when the call ends before the request was sent.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>No message follows.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>The call has ended.</summary>
    public void Abandon()
    {
        _opened.TrySetCanceled();
        _completed.TrySetResult();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The server learns of the call before the first message.
        await stream.FlushAsync(cancellationToken);
        _opened.TrySetResult(stream);

        // Not cancelled with the request: the error of the response, which ends the call and this wait, must be the one that is told.
        await _completed.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
