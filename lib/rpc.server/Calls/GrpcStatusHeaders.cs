using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using PluginHost.Rpc.Protocol;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>The status of a call in the trailers, or in the headers of a response that has nothing else.</summary>
internal static class GrpcStatusHeaders
{
    private static readonly string[] Codes
        = [.. Enum.GetValues<StatusCode>().Select(code => ((int)code).ToString(CultureInfo.InvariantCulture))];

    public static void Write(IHeaderDictionary headers, RpcStatus status)
    {
        headers[GrpcHeaders.Status] = (int)status.Code is >= 0 and var code && code < Codes.Length
            ? Codes[code]
            : ((int)status.Code).ToString(CultureInfo.InvariantCulture);
        if (status.Message.Length > 0)
        {
            headers[GrpcHeaders.Message] = GrpcMessageText.Encode(status.Message);
        }

        if (status.Details.Count > 0)
        {
            headers[RpcStatus.DetailsTrailer] = Convert.ToBase64String(status.Encode()).TrimEnd('=');
        }
    }
}
