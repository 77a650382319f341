using System.Buffers;
using System.Globalization;

namespace PluginHost.Toml.Reading;

/// <summary>Turns the text of a number into its value (TOML 1.0, "Integer" and "Float").</summary>
internal static class NumberLiteral
{
    private const int LongestOnStack = 64;
    private static readonly SearchValues<char> DigitsAndUnderscore = SearchValues.Create("0123456789_");

    /// <summary>Takes the longest run of characters that numbers are made of, and reads it. The cursor stays put on an error.</summary>
    public static TomlValue Read(ref TextCursor cursor, TomlPosition position, string? fileName)
    {
        int length = 0;
        while (char.IsAsciiLetterOrDigit(cursor.Peek(length)) || cursor.Peek(length) is '_' or '+' or '-' or '.')
        {
            length++;
        }

        ReadOnlySpan<char> text = cursor.Rest[..length];
        TomlValue value = TryReadSpecial(text, out double special) ? new TomlFloat(special) { Position = position, FileName = fileName }
            : text.Length > 1 && text[0] == '0' && char.IsAsciiLetter(text[1]) && text[1] is not ('e' or 'E')
                ? new TomlInteger(ReadPrefixed(text, ref cursor)) { Position = position, FileName = fileName }
            : text.ContainsAny('.', 'e', 'E') ? new TomlFloat(ReadFloat(text, ref cursor)) { Position = position, FileName = fileName }
            : new TomlInteger(ReadDecimal(text, ref cursor)) { Position = position, FileName = fileName };
        cursor.Advance(length);
        return value;
    }

    private static bool TryReadSpecial(ReadOnlySpan<char> text, out double value)
    {
        bool isNegative = text[0] == '-';
        ReadOnlySpan<char> word = text[0] is '+' or '-' ? text[1..] : text;
        if (word is "inf")
        {
            value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        value = double.NaN;
        return word is "nan";
    }

    private static long ReadPrefixed(ReadOnlySpan<char> text, ref TextCursor cursor)
    {
        int bits = text[1] switch
        {
            'x' => 4,
            'o' => 3,
            'b' => 1,
            _ => throw Invalid(text, ref cursor, "known prefixes are 0x, 0o and 0b"),
        };
        ReadOnlySpan<char> digits = text[2..];
        ulong value = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '_')
            {
                continue;
            }

            int digit = char.IsAsciiHexDigit(digits[i]) ? Convert.ToInt32(digits.Slice(i, 1).ToString(), 16) : int.MaxValue;
            if (digit >= 1 << bits)
            {
                throw Invalid(text, ref cursor, $"'{digits[i]}' is not a digit of base {1 << bits}");
            }

            if (value >> (63 - bits) != 0)
            {
                throw Invalid(text, ref cursor, "it does not fit in 64 bits");
            }

            value = (value << bits) | (uint)digit;
        }

        CheckUnderscores(text, digits, ref cursor);
        return (long)value;
    }

    private static long ReadDecimal(ReadOnlySpan<char> text, ref TextCursor cursor)
    {
        CheckDecimalDigits(text, Unsigned(text), ref cursor);
        Span<char> buffer = text.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[text.Length];
        return long.TryParse(WithoutUnderscores(text, buffer), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Invalid(text, ref cursor, "it does not fit in 64 bits");
    }

    private static double ReadFloat(ReadOnlySpan<char> text, ref TextCursor cursor)
    {
        ReadOnlySpan<char> mantissa = Unsigned(text);
        int exponentAt = mantissa.IndexOfAny('e', 'E');
        if (exponentAt >= 0)
        {
            CheckDigits(text, Unsigned(mantissa[(exponentAt + 1)..]), ref cursor);
            mantissa = mantissa[..exponentAt];
        }

        int dotAt = mantissa.IndexOf('.');
        if (dotAt >= 0)
        {
            CheckDigits(text, mantissa[(dotAt + 1)..], ref cursor);
            mantissa = mantissa[..dotAt];
        }

        CheckDecimalDigits(text, mantissa, ref cursor);
        Span<char> buffer = text.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[text.Length];
        double value = double.Parse(WithoutUnderscores(text, buffer), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? value : throw Invalid(text, ref cursor, "it is too large for a double");
    }

    private static void CheckDecimalDigits(ReadOnlySpan<char> text, ReadOnlySpan<char> digits, ref TextCursor cursor)
    {
        CheckDigits(text, digits, ref cursor);
        if (digits.Length > 1 && digits[0] == '0')
        {
            throw Invalid(text, ref cursor, "numbers cannot have leading zeros");
        }
    }

    private static void CheckDigits(ReadOnlySpan<char> text, ReadOnlySpan<char> digits, ref TextCursor cursor)
    {
        int wrong = digits.IndexOfAnyExcept(DigitsAndUnderscore);
        if (wrong >= 0)
        {
            throw Invalid(text, ref cursor, $"unexpected '{digits[wrong]}'");
        }

        CheckUnderscores(text, digits, ref cursor);
    }

    private static void CheckUnderscores(ReadOnlySpan<char> text, ReadOnlySpan<char> digits, ref TextCursor cursor)
    {
        if (digits.IsEmpty)
        {
            throw Invalid(text, ref cursor, "digits are missing");
        }

        if (digits[0] == '_' || digits[^1] == '_' || digits.Contains("__", StringComparison.Ordinal))
        {
            throw Invalid(text, ref cursor, "underscores must stand between digits");
        }
    }

    private static ReadOnlySpan<char> Unsigned(ReadOnlySpan<char> text)
        => !text.IsEmpty && text[0] is '+' or '-' ? text[1..] : text;

    private static ReadOnlySpan<char> WithoutUnderscores(ReadOnlySpan<char> text, Span<char> buffer)
    {
        int length = 0;
        foreach (char current in text)
        {
            if (current != '_')
            {
                buffer[length++] = current;
            }
        }

        return buffer[..length];
    }

    private static TomlException Invalid(ReadOnlySpan<char> text, ref TextCursor cursor, string why)
        => cursor.Error(text.Length > LongestOnStack ? $"invalid number: {why}" : $"invalid number {text}: {why}");
}
