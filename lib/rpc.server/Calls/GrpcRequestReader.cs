using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using PluginHost.Rpc.Wire;

namespace PluginHost.Rpc.Server.Calls;

/// <summary>Reads the messages of a request: a byte that says whether it is compressed, the length as big-endian u32, the bytes.</summary>
internal sealed class GrpcRequestReader(PipeReader input, IHeaderDictionary headers, int limit)
{
    private const int PrefixLength = 5;

    /// <summary>The one message of a call that has one; waits for the end of the request.</summary>
    public async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        T message = await ReadAsync(marshaller, cancellationToken)
            ?? throw new RpcException(new Status(StatusCode.Internal, "the request has no message"));
        return await ReadAsync(marshaller, cancellationToken) is null
            ? message
            : throw new RpcException(new Status(StatusCode.Internal, "the request has more than one message"));
    }

    /// <summary>The next message, or null at the end of the request.</summary>
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (TryFrame(buffer, out bool compressed, out ReadOnlySequence<byte> payload))
            {
                T message = Decode(marshaller, compressed, payload);
                input.AdvanceTo(payload.End);
                return message;
            }

            if (result.IsCompleted)
            {
                return buffer.IsEmpty
                    ? null
                    : throw new RpcException(new Status(StatusCode.Internal, "unexpected end of the request in the middle of a message"));
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private bool TryFrame(ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        compressed = false;
        payload = default;
        if (buffer.Length < PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        compressed = prefix[0] switch
        {
            0 => false,
            1 => true,
            _ => throw new RpcException(new Status(StatusCode.Internal, $"grpc: received unexpected payload format {prefix[0]}")),
        };
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > limit)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted, $"grpc: received message larger than max ({length} vs. {limit})"));
        }

        if (buffer.Length - PrefixLength < length)
        {
            return false;
        }

        payload = buffer.Slice(PrefixLength, length);
        return true;
    }

    private T Decode<T>(Marshaller<T> marshaller, bool compressed, ReadOnlySequence<byte> payload)
    {
        try
        {
            return marshaller.ContextualDeserializer(new MessageDeserializationContext(compressed ? Decompress(payload) : payload));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"grpc: error unmarshalling request: {error.Message}"));
        }
    }

    private ReadOnlySequence<byte> Decompress(ReadOnlySequence<byte> payload)
    {
        string encoding = headers["grpc-encoding"].ToString();
        if (encoding != "gzip")
        {
            throw new RpcException(new Status(
                StatusCode.Unimplemented, $"grpc: Decompressor is not installed for grpc-encoding \"{encoding}\""));
        }

        using MemoryStream packed = new(payload.ToArray());
        using GZipStream gzip = new(packed, CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            int count;
            while ((count = gzip.Read(buffer)) > 0)
            {
                unpacked.Write(buffer, 0, count);
                if (unpacked.Length > limit)
                {
                    throw new RpcException(new Status(
                        StatusCode.ResourceExhausted, $"grpc: received message after decompression larger than max ({unpacked.Length} vs. {limit})"));
                }
            }
        }
        catch (InvalidDataException error)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"grpc: failed to decompress the received message: {error.Message}"));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new ReadOnlySequence<byte>(unpacked.ToArray());
    }
}
