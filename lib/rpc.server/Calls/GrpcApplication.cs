using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>What Kestrel runs for each request: finds the method and lets it answer. No exception leaves it.</summary>
internal sealed class GrpcApplication(MethodTable<GrpcServerMethod> methods, GrpcServerOptions options, ILogger logger)
    : IHttpApplication<IFeatureCollection>
{
    private const string ContentType = "application/grpc";

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(IFeatureCollection context)
    {
        IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
        if (!IsGrpc(request.Headers.ContentType))
        {
            return Refuse(context, request.Headers.ContentType.ToString());
        }

        GrpcServerMethod? method = methods.Find(request.Path);
        return method is null
            ? new GrpcResponse(context, options).EndAsync(Unimplemented(request.Path))
            : method.AnswerAsync(new GrpcCall(context, request, method.Method, options, logger));
    }

    private static bool IsGrpc(string? contentType)
        => contentType is not null
            && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    // grpc-go answers a request that is no gRPC with this HTTP status and the reason as a gRPC status beside it.
    private Task Refuse(IFeatureCollection context, string contentType)
    {
        context.GetRequiredFeature<IHttpResponseFeature>().StatusCode = 415;
        return new GrpcResponse(context, options).EndAsync(
            new RpcStatus(StatusCode.InvalidArgument, $"invalid gRPC request content-type \"{contentType}\""));
    }

    private RpcStatus Unimplemented(string path)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0)
        {
            return new RpcStatus(StatusCode.Unimplemented, $"malformed method name: \"{path}\"");
        }

        string service = path[1..slash];
        return new RpcStatus(
            StatusCode.Unimplemented,
            methods.FindService(service) is null
                ? $"unknown service {service}"
                : $"unknown method {path[(slash + 1)..]} for service {service}");
    }
}
