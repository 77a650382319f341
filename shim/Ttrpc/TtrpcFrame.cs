using System.Buffers.Binary;

namespace PluginHost.Shim.Ttrpc;

/// <summary>
/// The head of a frame: length of the data (4 bytes, big-endian), stream (4), type (1), flags (1). ttrpc PROTOCOL.md.
/// </summary>
internal readonly record struct TtrpcFrame(int Length, uint Stream, byte Type)
{
    public const int HeadSize = 10;
    public const int MaxLength = 4 * 1024 * 1024;
    public const byte Request = 1;
    public const byte Response = 2;
    public const byte Data = 3;

    /// <summary>Reads a head.</summary>
    public static TtrpcFrame Parse(ReadOnlySpan<byte> head)
        => new((int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), int.MaxValue), BinaryPrimitives.ReadUInt32BigEndian(head[4..]), head[8]);

    /// <summary>A whole frame.</summary>
    public static byte[] Build(uint stream, byte type, ReadOnlySpan<byte> data)
    {
        byte[] frame = new byte[HeadSize + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), stream);
        frame[8] = type;
        data.CopyTo(frame.AsSpan(HeadSize));

        return frame;
    }
}
