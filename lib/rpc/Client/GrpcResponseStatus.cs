using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Rpc.Protocol;

namespace PluginHost.Rpc.Client;

using Metadata = Grpc.Core.Metadata;

/// <summary>How a response tells the end of its call, and what stands for an end that it could not tell.</summary>
internal static class GrpcResponseStatus
{
    /// <summary>The status in headers or trailers, or null when they have none.</summary>
    public static Status? Find(HttpHeaders headers)
    {
        if (Single(headers, GrpcHeaders.Status) is not { } code)
        {
            return null;
        }

        string message = GrpcMessageText.Decode(Single(headers, GrpcHeaders.Message) ?? "");
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new Status((StatusCode)number, message)
            : new Status(StatusCode.Internal, $"malformed grpc-status: \"{code}\"");
    }

    /// <summary>The metadata in headers or trailers.</summary>
    public static Metadata Metadata(HttpHeaders headers)
    {
        Metadata metadata = [];
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            string lower = name.ToLowerInvariant();
            if (GrpcMetadata.IsMetadata(lower))
            {
                foreach (string value in values)
                {
                    GrpcMetadata.AddReceived(metadata, lower, value);
                }
            }
        }

        return metadata.Freeze();
    }

    /// <summary>What stands for a response that is none of gRPC's (grpc http-grpc-status-mapping.md); null when it is one.</summary>
    public static Status? OfForeign(HttpResponseMessage response)
    {
        string? contentType = Single(response.Content.Headers, "content-type");
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return GrpcHeaders.IsGrpc(contentType)
                ? null
                : new Status(StatusCode.Unknown, $"unexpected content-type \"{contentType}\" in the response: is this a gRPC server?");
        }

        StatusCode code = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => StatusCode.Internal,
            HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
            HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
            HttpStatusCode.NotFound => StatusCode.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new Status(
            code,
            string.Create(
                CultureInfo.InvariantCulture,
                $"unexpected HTTP status code received from server: {(int)response.StatusCode} ({response.ReasonPhrase})"));
    }

    /// <summary>What stands for a transport that failed.</summary>
    public static Status OfError(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case RpcException rpc:
                    return rpc.Status;
                case DaemonException daemon:
                    return new Status(
                        StatusCode.Unavailable,
                        $"connection error: desc = \"transport: Error while dialing: {WithoutKind(daemon)}\"",
                        error);
                case HttpProtocolException protocol:
                    return new Status(CodeOfReset(protocol.ErrorCode), $"stream terminated by RST_STREAM: {protocol.Message}", error);
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } connect when cause.InnerException is null:
                    return new Status(StatusCode.Unavailable, $"connection error: desc = \"{connect.Message}\"", error);
                default:
                    break;
            }
        }

        return error is IOException or HttpRequestException
            ? new Status(StatusCode.Unavailable, $"error reading from server: {error.GetBaseException().Message}", error)
            : new Status(StatusCode.Internal, error.Message, error);
    }

    private static string WithoutKind(DaemonException error)
    {
        string kind = ": " + error.Kind.Text();
        return error.Message.EndsWith(kind, StringComparison.Ordinal) ? error.Message[..^kind.Length] : error.Message;
    }

    // grpc PROTOCOL-HTTP2.md, "HTTP2 Transport Mapping, Errors"; numbers of RFC 9113 section 7.
    private static StatusCode CodeOfReset(long http2Error) => http2Error switch
    {
        0x7 => StatusCode.Unavailable,
        0x8 => StatusCode.Cancelled,
        0xb => StatusCode.ResourceExhausted,
        0xc => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private static string? Single(HttpHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out HeaderStringValues values))
        {
            return null;
        }

        return values.ToString();
    }
}
