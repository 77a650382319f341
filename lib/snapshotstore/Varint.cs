namespace PluginHost.SnapshotStore;

/// <summary>Numbers in base 128, lowest group first, as Go's encoding/binary writes them; signed ones in zigzag form.</summary>
internal static class Varint
{
    /// <summary>The most bytes that a number takes.</summary>
    public const int MaxSize = 10;

    /// <summary>The bytes of an unsigned number.</summary>
    public static byte[] EncodeUnsigned(ulong value)
    {
        byte[] bytes = new byte[MaxSize];

        return bytes[..WriteUnsigned(bytes, value)];
    }

    /// <summary>The bytes of a signed number.</summary>
    public static byte[] EncodeSigned(long value) => EncodeUnsigned(((ulong)value << 1) ^ (ulong)(value >> 63));

    /// <summary>Writes an unsigned number and returns how many bytes it took.</summary>
    public static int WriteUnsigned(Span<byte> destination, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;

        return length;
    }

    /// <summary>Reads an unsigned number from the front of the bytes; false if none is there, or it exceeds 64 bits.</summary>
    public static bool TryReadUnsigned(ReadOnlySpan<byte> bytes, out ulong value, out int length)
    {
        value = 0;
        for (length = 0; length < bytes.Length && length < MaxSize; length++)
        {
            byte group = bytes[length];
            if (length == MaxSize - 1 && group > 1)
            {
                return false;
            }

            value |= (ulong)(group & 0x7F) << (7 * length);
            if (group < 0x80)
            {
                length++;
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a signed number that the bytes consist of.</summary>
    public static bool TryDecodeSigned(ReadOnlySpan<byte> bytes, out long value)
    {
        bool read = TryReadUnsigned(bytes, out ulong zigzag, out int length) && length == bytes.Length;
        value = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);

        return read;
    }
}
