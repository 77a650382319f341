using System.Buffers;
using Grpc.Core;

namespace PluginHost.Rpc.Wire;

/// <summary>Lets a marshaller read one message from the buffers that it was received in.</summary>
internal sealed class MessageDeserializationContext(ReadOnlySequence<byte> payload) : DeserializationContext
{
    public override int PayloadLength => (int)payload.Length;

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;
}
