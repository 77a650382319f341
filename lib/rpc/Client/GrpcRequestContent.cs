using System.Net;
using System.Net.Http.Headers;
using PluginHost.Rpc.Protocol;

namespace PluginHost.Rpc.Client;

/// <summary>The body of a request with one message, which is encoded already.</summary>
internal sealed class GrpcRequestContent : HttpContent
{
    // Not of a pool: the request may be sent a second time, on another connection, and nobody tells when it is done.
    private readonly ReadOnlyMemory<byte> _message;

    /// <summary>A body of these bytes.</summary>
    public GrpcRequestContent(ReadOnlyMemory<byte> message)
    {
        _message = message;
        Headers.ContentType = new MediaTypeHeaderValue(GrpcHeaders.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        => await stream.WriteAsync(_message, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
