using System.Buffers;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Ttrpc;

using Metadata = Grpc.Core.Metadata;

/// <summary>
/// The message <c>ttrpc.Request</c> (ttrpc request.proto): service(1), method(2), payload(3), timeout_nano(4), metadata(5) of key(1) and value(2).
/// </summary>
/// <param name="Service">Full name of the protobuf service.</param>
/// <param name="Method">Bare name of the method.</param>
/// <param name="Payload">The request message; valid as long as the frame that it came in.</param>
/// <param name="TimeoutNanoseconds">What is left of the caller's time; 0 without a limit.</param>
/// <param name="Metadata">Text only.</param>
internal sealed record TtrpcRequest(
    string Service,
    string Method,
    ReadOnlySequence<byte> Payload,
    long TimeoutNanoseconds,
    Metadata Metadata)
{
    private const int ServiceField = 1;
    private const int MethodField = 2;
    private const int PayloadField = 3;
    private const int TimeoutField = 4;
    private const int MetadataField = 5;
    private const int KeyField = 1;
    private const int ValueField = 2;

    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public static TtrpcRequest Decode(ReadOnlySequence<byte> frame)
    {
        string service = "";
        string method = "";
        ReadOnlySequence<byte> payload = ReadOnlySequence<byte>.Empty;
        long timeout = 0;
        Metadata? metadata = null;
        ProtoReader reader = new(frame);
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case ServiceField:
                    service = reader.Text();
                    break;
                case MethodField:
                    method = reader.Text();
                    break;
                case PayloadField:
                    payload = reader.Bytes();
                    break;
                case TimeoutField:
                    timeout = (long)reader.Varint();
                    break;
                case MetadataField:
                    (metadata ??= []).Add(DecodePair(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new TtrpcRequest(service, method, payload, timeout, metadata?.Freeze() ?? Grpc.Core.Metadata.Empty);
    }

    /// <summary>Writes a request.</summary>
    /// <exception cref="ArgumentException">Metadata with bytes, which TTRPC can't carry.</exception>
    public static void Write(
        PooledBufferWriter writer,
        IMethod method,
        ReadOnlySpan<byte> payload,
        long timeoutNanoseconds,
        Metadata? metadata)
    {
        ProtoWriter.Text(writer, ServiceField, method.ServiceName);
        ProtoWriter.Text(writer, MethodField, method.Name);
        ProtoWriter.Bytes(writer, PayloadField, payload);
        ProtoWriter.Varint(writer, TimeoutField, (ulong)timeoutNanoseconds);
        if (metadata is null)
        {
            return;
        }

        foreach (Metadata.Entry entry in metadata)
        {
            if (entry.IsBinary)
            {
                throw new ArgumentException($"metadata \"{entry.Key}\": TTRPC carries text only", nameof(metadata));
            }

            string value = entry.Value;
            ProtoWriter.Prefix(writer, MetadataField, ProtoWriter.TextSize(KeyField, entry.Key) + ProtoWriter.TextSize(ValueField, value));
            ProtoWriter.Text(writer, KeyField, entry.Key);
            ProtoWriter.Text(writer, ValueField, value);
        }
    }

    private static Metadata.Entry DecodePair(ReadOnlySequence<byte> encoded)
    {
        string key = "";
        string value = "";
        ProtoReader reader = new(encoded);
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case KeyField:
                    key = reader.Text();
                    break;
                case ValueField:
                    value = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return Grpc.Core.Metadata.Entry.Received(key.ToLowerInvariant(), value);
    }
}
