namespace PluginHost.Plugins.Metadata.Values;

/// <summary>Signed numbers in seven-bit groups, lowest first, zigzag: 4 is <c>08</c>, 349 is <c>ba05</c> (Go encoding/binary, PutVarint).</summary>
internal static class Varint
{
    /// <summary>Bytes that the longest number takes.</summary>
    public const int MaximumLength = 10;

    /// <summary>Writes <paramref name="value"/> and says how many bytes it took.</summary>
    public static int Write(Span<byte> destination, long value)
        => WriteUnsigned(destination, ((ulong)value << 1) ^ (ulong)(value >> 63));

    /// <summary>Writes a number without zigzag, as protobuf does.</summary>
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

    /// <summary>Reads a number that fills <paramref name="source"/> from its start.</summary>
    /// <exception cref="InvalidDataException">It ends early, or is longer than 64 bits.</exception>
    public static long Read(ReadOnlySpan<byte> source)
    {
        ulong value = ReadUnsigned(ref source);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a number without zigzag and leaves <paramref name="source"/> behind it.</summary>
    /// <exception cref="InvalidDataException">It ends early, or is longer than 64 bits.</exception>
    public static ulong ReadUnsigned(ref ReadOnlySpan<byte> source)
    {
        ulong value = 0;
        for (int i = 0; i < source.Length && i < MaximumLength; i++)
        {
            byte b = source[i];
            if (i == MaximumLength - 1 && b > 1)
            {
                break;
            }

            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                source = source[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException($"{Convert.ToHexStringLower(source[..Math.Min(source.Length, MaximumLength)])} is no number");
    }
}
