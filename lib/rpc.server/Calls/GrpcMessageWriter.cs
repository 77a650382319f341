using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>Writes one message straight into the response: a zero byte (not compressed), the length as big-endian u32, the bytes.</summary>
internal sealed class GrpcMessageWriter(PipeWriter output, int limit) : SerializationContext
{
    private const int PrefixLength = 5;

    private bool _prefixed;

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > limit)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted, $"grpc: trying to send message larger than max ({payloadLength} vs. {limit})"));
        }

        Span<byte> prefix = output.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)payloadLength);
        output.Advance(PrefixLength);
        _prefixed = true;
    }

    public override IBufferWriter<byte> GetBufferWriter()
        => _prefixed ? output : throw new InvalidOperationException("The marshaller did not tell the length of the message.");

    public override void Complete()
    {
    }

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        output.Write(payload);
    }
}
