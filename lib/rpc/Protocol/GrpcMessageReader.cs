using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Protocol;

/// <summary>Reads the messages of a request or response body; each is decoded in the buffers that it was received in.</summary>
/// <param name="pipe">The body.</param>
/// <param name="limit">Bytes of a message, before and after decompression.</param>
/// <param name="encoding">The <c>grpc-encoding</c> of the body: null, <c>identity</c> or <c>gzip</c>.</param>
/// <param name="undecodable">How the error text of a message that can't be decoded begins.</param>
internal sealed class GrpcMessageReader(PipeReader pipe, int limit, string? encoding, string undecodable)
{
    /// <summary>The next message; null at the end of the body.</summary>
    /// <exception cref="RpcException">The body breaks the protocol, or a message is too large or can't be decoded.</exception>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            ReadResult result = await pipe.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (TryTake(ref buffer, marshaller) is { } message)
            {
                pipe.AdvanceTo(buffer.Start);
                return message;
            }

            if (result.IsCompleted)
            {
                if (!buffer.IsEmpty)
                {
                    throw GrpcErrors.Truncated();
                }

                pipe.AdvanceTo(buffer.End);
                return null;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private T? TryTake<T>(ref ReadOnlySequence<byte> buffer, Marshaller<T> marshaller)
        where T : class
    {
        if (!GrpcFrame.TryReadHeader(buffer, out byte flag, out uint length))
        {
            return null;
        }

        if (length > limit)
        {
            throw GrpcErrors.ReceivedTooLarge(length, limit);
        }

        long end = GrpcFrame.HeaderSize + length;
        if (buffer.Length < end)
        {
            return null;
        }

        ReadOnlySequence<byte> payload = buffer.Slice(GrpcFrame.HeaderSize, length);
        buffer = buffer.Slice(end);
        return flag switch
        {
            0 => Decode(payload, marshaller),
            1 when encoding == GrpcHeaders.Gzip => Decode(Decompress(payload), marshaller),
            1 => throw GrpcErrors.CompressedWithoutEncoding(),
            _ => throw GrpcErrors.UnknownPayloadFormat(flag),
        };
    }

    private T Decode<T>(ReadOnlySequence<byte> payload, Marshaller<T> marshaller)
    {
        try
        {
            return marshaller.ContextualDeserializer(new MessageDeserializationContext(payload));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw GrpcErrors.Undecodable(undecodable, e);
        }
    }

    private ReadOnlySequence<byte> Decompress(ReadOnlySequence<byte> payload)
    {
        using MemoryStream compressed = new(payload.ToArray());
        using GZipStream gzip = new(compressed, CompressionMode.Decompress);
        ArrayBufferWriter<byte> plain = new();
        try
        {
            while (true)
            {
                int read = gzip.Read(plain.GetSpan());
                if (read == 0)
                {
                    return new ReadOnlySequence<byte>(plain.WrittenMemory);
                }

                plain.Advance(read);
                if (plain.WrittenCount > limit)
                {
                    throw GrpcErrors.DecompressedTooLarge(limit);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw GrpcErrors.Undecodable("grpc: failed to decompress the received message: ", e);
        }
    }
}
