using System.Text;

namespace PluginHost.Toml.Reading;

/// <summary>Reads <c>\b \t \n \f \r \" \\ \uXXXX \UXXXXXXXX</c>, the escapes of TOML 1.0. The cursor stands on the backslash.</summary>
internal static class EscapeSequence
{
    public static void Read(ref TextCursor cursor, StringBuilder output)
    {
        char kind = cursor.Peek(1);
        if (kind is 'u' or 'U')
        {
            ReadCodePoint(ref cursor, kind == 'u' ? 4 : 8, output);
            return;
        }

        char? value = kind switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\\' => '\\',
            _ => null,
        };
        if (value is null)
        {
            cursor.Advance();
            throw cursor.Error($"invalid escape sequence: {cursor.Describe()} after the backslash");
        }

        output.Append(value.Value);
        cursor.Advance(2);
    }

    private static void ReadCodePoint(ref TextCursor cursor, int digits, StringBuilder output)
    {
        uint value = 0;
        for (int i = 0; i < digits; i++)
        {
            char digit = cursor.Peek(2 + i);
            if (!char.IsAsciiHexDigit(digit))
            {
                throw cursor.Error($"invalid escape sequence: expected {digits} hexadecimal digits after \\{cursor.Peek(1)}");
            }

            value = (value << 4) | HexValue(digit);
        }

        if (!Rune.TryCreate(value, out Rune rune))
        {
            throw cursor.Error($"invalid escape sequence: U+{value:X4} is not a Unicode character");
        }

        output.Append(rune.ToString());
        cursor.Advance(2 + digits);
    }

    private static uint HexValue(char digit) => digit <= '9' ? (uint)(digit - '0') : (uint)((digit | 0x20) - 'a' + 10);
}
