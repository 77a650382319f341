using System.Buffers;
using Grpc.Core;

namespace PluginHost.Rpc.Wire;

/// <summary>Lets a marshaller append one message to a buffer writer.</summary>
internal sealed class MessageSerializationContext(IBufferWriter<byte> writer) : SerializationContext
{
    public override void Complete(byte[] payload) => writer.Write(payload);

    public override IBufferWriter<byte> GetBufferWriter() => writer;

    public override void Complete()
    {
    }
}
