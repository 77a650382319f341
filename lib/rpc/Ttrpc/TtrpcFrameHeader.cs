using System.Buffers;
using System.Buffers.Binary;

namespace PluginHost.Rpc.Ttrpc;

/// <summary>
/// The ten bytes before each message (ttrpc PROTOCOL.md): length of what follows (big-endian u32), stream id (big-endian u32), type, flags.
/// </summary>
internal readonly record struct TtrpcFrameHeader(uint Length, uint StreamId, TtrpcFrameType Type, TtrpcFlags Flags)
{
    public const int Size = 10;

    /// <summary>Bytes that may follow a header.</summary>
    public const int MaximumLength = 4 * 1024 * 1024;

    private const int StreamIdOffset = 4;
    private const int TypeOffset = 8;
    private const int FlagsOffset = 9;

    /// <summary>The text with which a message of <paramref name="length"/> bytes is refused, sent or received.</summary>
    public static string TooLong(long length) => $"message length {length} exceed maximum message size of {MaximumLength}";

    public static bool TryRead(ReadOnlySequence<byte> buffer, out TtrpcFrameHeader header)
    {
        if (buffer.Length < Size)
        {
            header = default;
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        buffer.Slice(0, Size).CopyTo(bytes);
        header = new TtrpcFrameHeader(
            BinaryPrimitives.ReadUInt32BigEndian(bytes),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[StreamIdOffset..]),
            (TtrpcFrameType)bytes[TypeOffset],
            (TtrpcFlags)bytes[FlagsOffset]);
        return true;
    }

    public static void WriteStreamId(Span<byte> frame, uint streamId)
        => BinaryPrimitives.WriteUInt32BigEndian(frame[StreamIdOffset..], streamId);

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Length);
        WriteStreamId(destination, StreamId);
        destination[TypeOffset] = (byte)Type;
        destination[FlagsOffset] = (byte)Flags;
    }
}
