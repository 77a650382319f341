using Grpc.Core;

namespace PluginHost.Rpc.Protocol;

/// <summary>The failures that the protocol itself knows, in the words of grpc-go, which clients compare.</summary>
internal static class GrpcErrors
{
    /// <summary>How the text of an undecodable request of a unary call begins.</summary>
    public const string UndecodableRequest = "grpc: error unmarshalling request: ";

    /// <summary>How the text of any other undecodable message begins.</summary>
    public const string UndecodableMessage = "grpc: failed to unmarshal the received message: ";

    public static RpcException ReceivedTooLarge(long length, int limit)
        => Of(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({length} vs. {limit})");

    public static RpcException DecompressedTooLarge(int limit)
        => Of(StatusCode.ResourceExhausted, $"grpc: received message after decompression larger than max {limit}");

    public static RpcException SentTooLarge(long length, int limit)
        => Of(StatusCode.ResourceExhausted, $"grpc: trying to send message larger than max ({length} vs. {limit})");

    public static RpcException UnknownEncoding(string encoding)
        => Of(StatusCode.Unimplemented, $"grpc: Decompressor is not installed for grpc-encoding \"{encoding}\"");

    public static RpcException CompressedWithoutEncoding()
        => Of(StatusCode.Internal, "grpc: compressed flag set with identity or empty encoding");

    public static RpcException UnknownPayloadFormat(byte flag) => Of(StatusCode.Internal, $"grpc: received unexpected payload format {flag}");

    public static RpcException Truncated() => Of(StatusCode.Internal, "unexpected EOF");

    public static RpcException NoRequest()
        => Of(StatusCode.Internal, "cardinality violation: received no request message from non-client-streaming RPC");

    public static RpcException NoResponse()
        => Of(StatusCode.Internal, "cardinality violation: received no response message from non-server-streaming RPC");

    public static RpcException MalformedTimeout(string timeout) => Of(StatusCode.Internal, $"malformed grpc-timeout: \"{timeout}\"");

    public static RpcException Undecodable(string prefix, Exception error) => Of(StatusCode.Internal, prefix + error.Message);

    private static RpcException Of(StatusCode code, string text) => new(new Status(code, text));
}
