namespace PluginHost.Rpc.Server.Authority;

/// <summary>
/// The part of HPACK's Huffman code (RFC 7541, appendix B) that host names and header names need: the symbols whose codes have 5 to 8
/// bits. Within a length the codes are consecutive, in the order of the symbols.
/// </summary>
internal static class HpackStrings
{
    private const string Five = "012aceiost";
    private const string Six = " %-./3456789=A_bdfghlmnpru";
    private const string Seven = ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz";
    private const string Eight = "&*,;XZ";
    private const int FirstOfFive = 0b0_0000;
    private const int FirstOfSix = 0b01_0100;
    private const int FirstOfSeven = 0b101_1100;
    private const int FirstOfEight = 0b1111_1000;
    private const int LongestCode = 8;

    /// <summary>The text of an encoded string; null when it has a symbol with a longer code, or is no such string.</summary>
    public static string? Decode(ReadOnlySpan<byte> encoded)
    {
        Span<char> text = encoded.Length <= 128 ? stackalloc char[256] : new char[encoded.Length * 2];
        int length = 0;
        int code = 0;
        int bits = 0;
        for (int bit = 0; bit < encoded.Length * 8; bit++)
        {
            code = (code << 1) | ((encoded[bit / 8] >> (7 - (bit % 8))) & 1);
            bits++;
            if (Symbol(code, bits) is { } symbol)
            {
                text[length++] = symbol;
                code = 0;
                bits = 0;
            }
            else if (bits == LongestCode)
            {
                return null;
            }
        }

        bool isPadding = code == (1 << bits) - 1;
        return isPadding ? text[..length].ToString() : null;
    }

    private static char? Symbol(int code, int bits) => bits switch
    {
        5 => In(Five, code - FirstOfFive),
        6 => In(Six, code - FirstOfSix),
        7 => In(Seven, code - FirstOfSeven),
        8 => In(Eight, code - FirstOfEight),
        _ => null,
    };

    private static char? In(string symbols, int index) => index >= 0 && index < symbols.Length ? symbols[index] : null;
}
