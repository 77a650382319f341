using System.Buffers;
using System.Buffers.Binary;

namespace PluginHost.Rpc.Protocol;

/// <summary>The five bytes before each message: whether it is compressed, and its length (big-endian u32).</summary>
internal static class GrpcFrame
{
    public const int HeaderSize = 5;

    public static void WriteHeader(IBufferWriter<byte> writer, int length)
    {
        Span<byte> header = writer.GetSpan(HeaderSize);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
        writer.Advance(HeaderSize);
    }

    public static bool TryReadHeader(ReadOnlySequence<byte> buffer, out byte flag, out uint length)
    {
        if (buffer.Length < HeaderSize)
        {
            flag = 0;
            length = 0;
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        flag = header[0];
        length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        return true;
    }
}
