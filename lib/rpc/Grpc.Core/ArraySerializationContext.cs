using System.Buffers;

namespace Grpc.Core;

/// <summary>Collects one message in one array.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private ArrayBufferWriter<byte>? _writer;
    private byte[]? _payload;

    public static byte[] Serialize<T>(Action<T, SerializationContext> serializer, T value)
    {
        ArraySerializationContext context = new();
        serializer(value, context);
        return context._payload ?? throw new InvalidOperationException("The marshaller did not complete the message.");
    }

    public override void Complete(byte[] payload) => _payload = payload;

    public override IBufferWriter<byte> GetBufferWriter() => _writer ??= new ArrayBufferWriter<byte>();

    public override void Complete() => _payload = _writer is null ? [] : _writer.WrittenSpan.ToArray();
}
