using System.Buffers.Text;

namespace PluginHost.Archive.Tar;

/// <summary>The numbers of header fields: octal digits, or GNU's base 256 with the first bit set.</summary>
internal static class TarNumber
{
    /// <summary>Reads a field; blank is 0.</summary>
    public static bool TryParse(ReadOnlySpan<byte> field, out long number)
        => (field[0] & 0x80) != 0 ? TryParseBase256(field, out number) : TryParseOctal(field, out number);

    /// <summary>Reads octal digits with blanks and NULs around them.</summary>
    public static bool TryParseOctal(ReadOnlySpan<byte> field, out long number)
    {
        field = field.Trim(" \0"u8);
        int end = field.IndexOf((byte)0);
        field = end < 0 ? field : field[..end];
        number = 0;
        foreach (byte digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7' || number > long.MaxValue >> 3)
            {
                return false;
            }

            number = (number << 3) | (long)(digit - '0');
        }

        return true;
    }

    /// <summary>Reads the decimal number of a PAX record.</summary>
    public static bool TryParseDecimal(ReadOnlySpan<byte> text, out long number)
        => Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length && text.Length > 0;

    // Two's complement, big endian; the first bit is the mark, the second the sign.
    private static bool TryParseBase256(ReadOnlySpan<byte> field, out long number)
    {
        bool negative = (field[0] & 0x40) != 0;
        number = negative ? -1 : 0;
        for (int i = 0; i < field.Length; i++)
        {
            byte digit = i > 0 ? field[i] : (byte)(negative ? field[0] | 0x80 : field[0] & 0x7F);
            if (number > long.MaxValue >> 8 || number < long.MinValue >> 8)
            {
                return false;
            }

            number = (number << 8) | digit;
        }

        return true;
    }
}
