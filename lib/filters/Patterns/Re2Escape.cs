using System.Globalization;

namespace PluginHost.Filters.Patterns;

/// <summary>Escapes that stand for one character, and <c>\p</c>.</summary>
internal static class Re2Escape
{
    /// <summary>The cursor stands on the backslash.</summary>
    public static int ReadCharacter(PatternCursor cursor)
    {
        cursor.Advance(1);
        if (cursor.AtEnd)
        {
            throw new PatternException("trailing backslash at end of expression");
        }

        int kind = cursor.TakeRune();
        switch (kind)
        {
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'x':
                return ReadHexadecimal(cursor);
            case '0':
            case (>= '1' and <= '7') when IsOctal(cursor.Current):
                return ReadOctal(cursor, kind - '0');
        }

        bool isPunctuation = kind < 0x80 && !char.IsAsciiLetterOrDigit((char)kind);
        return isPunctuation ? kind : throw new PatternException($"invalid escape sequence: `\\{char.ConvertFromUtf32(kind)}`");
    }

    /// <summary>Reads <c>\pN \p{Name} \PN \p{^Name}</c> into the framework's form. The cursor stands on the backslash.</summary>
    public static string ReadCategory(PatternCursor cursor)
    {
        bool isNegated = cursor.Peek(1) == 'P';
        cursor.Advance(2);
        int length = 1;
        int from = 0;
        if (cursor.Current == '{')
        {
            length = cursor.Rest.IndexOf('}') + 1;
            from = 1;
        }

        if (length == 0 || cursor.AtEnd)
        {
            throw new PatternException("invalid character class range: unfinished `\\p`");
        }

        string name = cursor.Rest[from..(length - from)].ToString();
        cursor.Advance(length);
        if (name.StartsWith('^'))
        {
            isNegated = !isNegated;
            name = name[1..];
        }

        if (!IsCategory(name))
        {
            throw new PatternException($"invalid character class range: `\\p{{{name}}}` is not a general category of Unicode");
        }

        return $"\\{(isNegated ? 'P' : 'p')}{{{name}}}";
    }

    private static bool IsCategory(string name)
        => name is ['L' or 'M' or 'N' or 'P' or 'S' or 'Z' or 'C']
            or ['L', 'u' or 'l' or 't' or 'm' or 'o'] or ['M', 'n' or 'c' or 'e'] or ['N', 'd' or 'l' or 'o']
            or ['P', 'c' or 'd' or 's' or 'e' or 'i' or 'f' or 'o'] or ['S', 'm' or 'c' or 'k' or 'o'] or ['Z', 's' or 'l' or 'p']
            or ['C', 'c' or 'f' or 's' or 'o'];

    private static bool IsOctal(char current) => current is >= '0' and <= '7';

    private static int ReadOctal(PatternCursor cursor, int value)
    {
        for (int i = 0; i < 2 && IsOctal(cursor.Current); i++)
        {
            value = (value * 8) + (cursor.Current - '0');
            cursor.Advance(1);
        }

        return value;
    }

    private static int ReadHexadecimal(PatternCursor cursor)
    {
        bool hasBraces = cursor.TryTake("{");
        int length = hasBraces ? cursor.Rest.IndexOf('}') : Math.Min(2, cursor.Rest.Length);
        bool isNumber = length is > 0 and <= 8 && (hasBraces || length == 2);
        if (!isNumber
            || !uint.TryParse(cursor.Rest[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            || value > 0x10FFFF)
        {
            throw new PatternException("invalid escape sequence: `\\x`");
        }

        cursor.Advance(hasBraces ? length + 1 : length);
        return (int)value;
    }
}
