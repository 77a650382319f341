using System.Buffers;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Protocol;

/// <summary>
/// Writes messages with their header to a body. Generated marshallers tell the length first, and then write straight into the body;
/// what another marshaller writes is collected first.
/// </summary>
/// <param name="body">Where the bytes go.</param>
/// <param name="limit">Bytes of a message.</param>
internal sealed class GrpcMessageWriter(IBufferWriter<byte> body, int limit) : SerializationContext
{
    private int _announced = -1;
    private PooledBufferWriter? _collected;

    /// <summary>Whether bytes of a message that failed may be in the body, so that it can't be used any more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Writes one message.</summary>
    /// <exception cref="RpcException">ResourceExhausted: the message is larger than the limit; nothing was written.</exception>
    public void Write<T>(Marshaller<T> marshaller, T message)
    {
        _announced = -1;
        try
        {
            marshaller.ContextualSerializer(message, this);
            IsBroken = false;
        }
        finally
        {
            _collected?.Dispose();
            _collected = null;
        }
    }

    public override void SetPayloadLength(int payloadLength) => _announced = payloadLength;

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_announced < 0)
        {
            return _collected ??= new PooledBufferWriter();
        }

        WriteHeader(_announced);
        return body;
    }

    public override void Complete()
    {
        if (_collected is not null)
        {
            Complete(_collected.WrittenSpan);
        }
    }

    public override void Complete(byte[] payload) => Complete(payload.AsSpan());

    private void Complete(ReadOnlySpan<byte> payload)
    {
        WriteHeader(payload.Length);
        body.Write(payload);
    }

    private void WriteHeader(int length)
    {
        if (length > limit)
        {
            throw GrpcErrors.SentTooLarge(length, limit);
        }

        IsBroken = true;
        GrpcFrame.WriteHeader(body, length);
    }
}
