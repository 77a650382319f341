using System.Buffers;
using System.Text;

namespace PluginHost.Rpc.Wire;

/// <summary>
/// Writes fields of the few envelope messages (TTRPC's request and response, google.rpc.Status), whose payload must not be copied
/// into a message object first. Default values are left out, as in proto3.
/// </summary>
internal static class ProtoWriter
{
    private const int LongestVarint = 10;

    public static void Varint(IBufferWriter<byte> writer, int field, ulong value)
    {
        if (value != 0)
        {
            Tag(writer, field, WireType.Varint);
            RawVarint(writer, value);
        }
    }

    public static void Text(IBufferWriter<byte> writer, int field, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        int length = Encoding.UTF8.GetByteCount(value);
        Prefix(writer, field, length);
        Encoding.UTF8.GetBytes(value, writer.GetSpan(length));
        writer.Advance(length);
    }

    public static void Bytes(IBufferWriter<byte> writer, int field, ReadOnlySpan<byte> value)
    {
        if (value.Length > 0)
        {
            Message(writer, field, value);
        }
    }

    /// <summary>An embedded message, which is written even when it is empty.</summary>
    public static void Message(IBufferWriter<byte> writer, int field, ReadOnlySpan<byte> value)
    {
        Prefix(writer, field, value.Length);
        writer.Write(value);
    }

    /// <summary>The tag and length of an embedded message whose fields the caller writes next.</summary>
    public static void Prefix(IBufferWriter<byte> writer, int field, int length)
    {
        Tag(writer, field, WireType.LengthDelimited);
        RawVarint(writer, (ulong)length);
    }

    /// <summary>Bytes that <see cref="Text"/> takes.</summary>
    public static int TextSize(int field, string value)
    {
        if (value.Length == 0)
        {
            return 0;
        }

        int length = Encoding.UTF8.GetByteCount(value);
        return VarintSize((ulong)field << 3) + VarintSize((ulong)length) + length;
    }

    private static int VarintSize(ulong value)
    {
        int size = 1;
        while (value >= 0x80)
        {
            value >>= 7;
            size++;
        }

        return size;
    }

    private static void Tag(IBufferWriter<byte> writer, int field, WireType type) => RawVarint(writer, ((ulong)field << 3) | (uint)type);

    private static void RawVarint(IBufferWriter<byte> writer, ulong value)
    {
        Span<byte> span = writer.GetSpan(LongestVarint);
        int length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        writer.Advance(length);
    }
}
