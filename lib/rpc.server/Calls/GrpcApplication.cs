using Grpc.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PluginHost.Rpc.Protocol;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>Takes each HTTP request to the method that its path names, or refuses it. The context of a request is Kestrel's stream itself.</summary>
internal sealed class GrpcApplication(MethodTable<GrpcServerMethod> methods) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        if (!HttpMethods.IsPost(request.Method))
        {
            return Refuse(
                context,
                StatusCodes.Status405MethodNotAllowed,
                StatusCode.Internal,
                $"Received a HEADERS frame with :method \"{request.Method}\" which should be POST");
        }

        string? contentType = request.Headers.ContentType;
        if (!GrpcHeaders.IsGrpc(contentType))
        {
            return Refuse(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                StatusCode.InvalidArgument,
                $"invalid gRPC request content-type \"{contentType}\"");
        }

        return methods.Find(request.RawTarget) is { } method
            ? method.RunAsync(context)
            : Refuse(context, StatusCodes.Status200OK, StatusCode.Unimplemented, WhatIsUnknown(request.RawTarget));
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Kestrel owns the stream.
    }

    private static Task Refuse(IFeatureCollection context, int httpStatus, StatusCode code, string text)
    {
        IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = httpStatus;
        response.Headers.ContentType = GrpcHeaders.ContentType;
        GrpcStatusHeaders.Write(response.Headers, new RpcStatus(code, text));
        return Task.CompletedTask;
    }

    private string WhatIsUnknown(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0)
        {
            return $"malformed method name: \"{path}\"";
        }

        string service = path[1..slash];
        return methods.FindService(service) is null
            ? $"unknown service {service}"
            : $"unknown method {path[(slash + 1)..]} for service {service}";
    }
}
