using System.Buffers;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>The message <c>ttrpc.Response</c> (ttrpc request.proto): status(1), payload(2). Success has no status.</summary>
/// <param name="Status">How the call ended; null for success.</param>
/// <param name="Payload">The response message; valid as long as the frame that it came in.</param>
internal readonly record struct TtrpcResponse(RpcStatus? Status, ReadOnlySequence<byte> Payload)
{
    private const int StatusField = 1;
    private const int PayloadField = 2;

    /// <summary>Reads a response.</summary>
    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public static TtrpcResponse Decode(ReadOnlySequence<byte> frame)
    {
        RpcStatus? status = null;
        ReadOnlySequence<byte> payload = ReadOnlySequence<byte>.Empty;
        ProtoReader reader = new(frame);
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case StatusField:
                    status = RpcStatus.Decode(reader.Bytes());
                    break;
                case PayloadField:
                    payload = reader.Bytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new TtrpcResponse(status is { Code: StatusCode.OK } ? null : status, payload);
    }

    /// <summary>Writes the response of a call that succeeded.</summary>
    public static void Write(PooledBufferWriter writer, ReadOnlySpan<byte> payload) => ProtoWriter.Bytes(writer, PayloadField, payload);

    /// <summary>Writes the response of a call that failed.</summary>
    public static void Write(PooledBufferWriter writer, RpcStatus status)
    {
        using PooledBufferWriter encoded = new();
        status.WriteTo(encoded);
        ProtoWriter.Message(writer, StatusField, encoded.WrittenSpan);
    }
}
