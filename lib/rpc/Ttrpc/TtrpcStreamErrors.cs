using Grpc.Core;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>The ends of calls that the protocol itself knows (ttrpc server.go, services.go).</summary>
internal static class TtrpcStreamErrors
{
    public static readonly RpcStatus Success = new(StatusCode.OK, "");

    public static readonly RpcStatus EvenStreamId = new(StatusCode.InvalidArgument, "StreamID must be odd for client initiated streams");

    public static readonly RpcStatus StreamIdReused = new(StatusCode.InvalidArgument, "StreamID cannot be re-used and must increment");

    public static readonly RpcStatus NoActiveStream = new(StatusCode.InvalidArgument, "StreamID is no longer active");

    public static readonly RpcStatus DataWithClose = new(StatusCode.InvalidArgument, "data close message cannot include data");

    public static RpcStatus BadRequest(Exception error) => new(StatusCode.InvalidArgument, $"unmarshal request error: {error.Message}");

    public static RpcStatus BadResponse(IMethod method, Exception error)
        => new(StatusCode.Internal, $"{method.FullName}: the response can't be decoded: {error.Message}");

    public static RpcStatus UnknownService(string service) => new(StatusCode.Unimplemented, $"service {service}");

    public static RpcStatus UnknownMethod(string method) => new(StatusCode.Unimplemented, $"method {method}");
}
