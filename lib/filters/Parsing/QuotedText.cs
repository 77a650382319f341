using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace PluginHost.Filters.Parsing;

/// <summary>Undoes the quotes and escapes of a text that the <see cref="Scanner"/> has accepted.</summary>
internal static class QuotedText
{
    /// <summary>False for an octal escape above 377 and for a code point above 10FFFF.</summary>
    public static bool TryUnquote(string quoted, out string text)
    {
        ReadOnlySpan<char> inner = quoted.AsSpan(1, quoted.Length - 2);
        if (!inner.Contains('\\'))
        {
            text = inner.ToString();
            return true;
        }

        // \x and octal escapes give bytes, several of which may make up one character.
        ArrayBufferWriter<byte> bytes = new(inner.Length * 3);
        while (!inner.IsEmpty)
        {
            int taken;
            if (inner[0] != '\\')
            {
                taken = inner.IndexOf('\\') is int next and >= 0 ? next : inner.Length;
                Encoding.UTF8.GetBytes(inner[..taken], bytes);
            }
            else if (!TryUnescape(inner, bytes, out taken))
            {
                text = "";
                return false;
            }

            inner = inner[taken..];
        }

        text = Decode(bytes.WrittenSpan);
        return true;
    }

    /// <summary>
    /// Bytes that are not UTF-8 become unpaired surrogates, one each, so that the text equals no text of a field, as in the original.
    /// </summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            _ = isValid ? text.Append(rune.ToString()) : text.Append((char)(0xDC00 + bytes[0]));
            bytes = bytes[(isValid ? length : 1)..];
        }

        return text.ToString();
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, ArrayBufferWriter<byte> output, out int taken)
    {
        char kind = text[1];
        switch (kind)
        {
            case 'u' or 'U':
                taken = kind == 'u' ? 6 : 10;
                return TryWriteCodePoint(Hex(text[2..taken]), output);
            case 'x':
                taken = 4;
                output.Write([(byte)Hex(text[2..taken])]);
                return true;
            case >= '0' and <= '7':
                taken = 4;
                int value = ((kind - '0') * 64) + ((text[2] - '0') * 8) + (text[3] - '0');
                output.Write([(byte)value]);
                return value <= byte.MaxValue;
            default:
                taken = 2;
                output.Write([(byte)Simple(kind)]);
                return true;
        }
    }

    private static bool TryWriteCodePoint(uint value, ArrayBufferWriter<byte> output)
    {
        // The original holds it in 32 bits with a sign: with the highest bit set it is below every limit, and only its last byte is kept.
        if (value > int.MaxValue)
        {
            output.Write([(byte)value]);
            return true;
        }

        if (value > 0x10FFFF)
        {
            return false;
        }

        Rune rune = Rune.TryCreate(value, out Rune valid) ? valid : Rune.ReplacementChar;
        int length = rune.EncodeToUtf8(output.GetSpan(4));
        output.Advance(length);
        return true;
    }

    private static uint Hex(ReadOnlySpan<char> digits) => uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static char Simple(char kind) => kind switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => kind,
    };
}
