using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PluginHost.Rpc.Server.Calls;

using Metadata = Grpc.Core.Metadata;

/// <summary>
/// The response of a call: headers, messages and the status, which goes into the trailers or, when nothing was sent before it, into the headers alone
/// (gRPC over HTTP/2, Trailers-Only).
/// </summary>
internal sealed class GrpcResponse
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";

    private readonly IFeatureCollection _features;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    private readonly int _limit;
    private bool _hasBody;

    public GrpcResponse(IFeatureCollection features, GrpcServerOptions options)
    {
        _features = features;
        _response = features.GetRequiredFeature<IHttpResponseFeature>();
        _body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _limit = options.MaxSendMessageSize;
        _response.Headers.ContentType = "application/grpc";
    }

    /// <summary>Writes a message that goes out with the end of the call.</summary>
    public void Buffer<T>(Marshaller<T> marshaller, T message)
    {
        marshaller.ContextualSerializer(message, new GrpcMessageWriter(_body.Writer, _limit));
        _hasBody = true;
    }

    /// <summary>Writes a message and sends it; returns when the client's window has taken it.</summary>
    public async ValueTask SendAsync<T>(Marshaller<T> marshaller, T message, CancellationToken cancellationToken)
    {
        Buffer(marshaller, message);
        FlushResult result = await _body.Writer.FlushAsync(cancellationToken);
        if (result.IsCompleted)
        {
            throw new OperationCanceledException("the client is gone", cancellationToken);
        }
    }

    /// <summary>Sends the headers before the first message.</summary>
    public async Task SendHeadersAsync(Metadata headers, CancellationToken cancellationToken)
    {
        GrpcHeaders.Append(_response.Headers, headers);
        await _body.StartAsync(cancellationToken);
        await _body.Writer.FlushAsync(cancellationToken);
    }

    public Task EndAsync(RpcStatus status, Metadata? trailers = null)
    {
        bool headersOnly = !_response.HasStarted && !_hasBody;
        IHeaderDictionary end = headersOnly
            ? _response.Headers
            : _features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        end[StatusHeader] = status.Code == StatusCode.OK ? "0" : ((int)status.Code).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (status.Message.Length > 0)
        {
            end[MessageHeader] = GrpcHeaders.Encode(status.Message);
        }

        if (status.Details.Count > 0)
        {
            end[RpcStatus.DetailsTrailer] = Convert.ToBase64String(status.Encode()).TrimEnd('=');
        }

        if (trailers is not null)
        {
            GrpcHeaders.Append(end, trailers);
        }

        return _body.CompleteAsync();
    }
}
