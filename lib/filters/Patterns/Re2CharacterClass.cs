using System.Globalization;
using System.Text;

namespace PluginHost.Filters.Patterns;

/// <summary>Reads <c>[…]</c> and the classes with a name; those are of ASCII in RE2.</summary>
internal static class Re2CharacterClass
{
    /// <summary><c>\d \D \s \S \w \W</c> as the inside of a class; null for another letter.</summary>
    public static string? Perl(char letter) => letter switch
    {
        'd' => "0-9",
        'D' => "\\u0000-/:-\\uFFFF",
        's' => "\\t\\n\\f\\r ",
        'S' => "\\u0000-\\u0008\\u000B\\u000E-\\u001F!-\\uFFFF",
        'w' => "0-9A-Z_a-z",
        'W' => "\\u0000-/:-@\\[-\\^`\\{-\\uFFFF",
        _ => null,
    };

    /// <summary>The cursor stands behind the opening bracket.</summary>
    public static string Read(PatternCursor cursor)
    {
        StringBuilder output = new("[");
        if (cursor.TryTake("^"))
        {
            output.Append('^');
        }

        for (bool isFirst = true; isFirst || cursor.Current != ']'; isFirst = false)
        {
            if (cursor.AtEnd)
            {
                throw new PatternException("missing closing ]");
            }

            output.Append(ReadNamed(cursor) ?? ReadRange(cursor));
        }

        cursor.Advance(1);
        return output.Append(']').ToString();
    }

    private static string? ReadNamed(PatternCursor cursor)
    {
        int length = cursor.Rest.StartsWith("[:") ? cursor.Rest[2..].IndexOf(":]", StringComparison.Ordinal) : -1;
        if (length >= 0)
        {
            string name = cursor.Rest.Slice(2, length).ToString();
            cursor.Advance(length + 4);
            return Posix(name);
        }

        if (cursor.Current != '\\')
        {
            return null;
        }

        if (cursor.Peek(1) is 'p' or 'P')
        {
            return Re2Escape.ReadCategory(cursor);
        }

        string? perl = Perl(cursor.Peek(1));
        cursor.Advance(perl is null ? 0 : 2);
        return perl;
    }

    private static string ReadRange(PatternCursor cursor)
    {
        int first = ReadCharacter(cursor);
        int last = first;
        if (cursor.Current == '-' && cursor.Peek(1) is not (']' or '\0'))
        {
            cursor.Advance(1);
            last = ReadCharacter(cursor);
        }

        if (last < first)
        {
            throw new PatternException("invalid character class range");
        }

        if (last > char.MaxValue)
        {
            throw new PatternException("characters above U+FFFF are not supported in a character class");
        }

        return string.Create(CultureInfo.InvariantCulture, $"\\u{first:X4}-\\u{last:X4}");
    }

    private static int ReadCharacter(PatternCursor cursor)
        => cursor.Current == '\\' ? Re2Escape.ReadCharacter(cursor) : cursor.TakeRune();

    private static string Posix(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "^alnum" => "\\u0000-/:-@\\[-`\\{-\\uFFFF",
        "alpha" => "A-Za-z",
        "^alpha" => "\\u0000-@\\[-`\\{-\\uFFFF",
        "ascii" => "\\u0000-\\u007F",
        "^ascii" => "\\u0080-\\uFFFF",
        "blank" => "\\t ",
        "^blank" => "\\u0000-\\u0008\\u000A-\\u001F!-\\uFFFF",
        "cntrl" => "\\u0000-\\u001F\\u007F",
        "^cntrl" => " -~\\u0080-\\uFFFF",
        "digit" => Perl('d')!,
        "^digit" => Perl('D')!,
        "graph" => "!-~",
        "^graph" => "\\u0000- \\u007F-\\uFFFF",
        "lower" => "a-z",
        "^lower" => "\\u0000-`\\{-\\uFFFF",
        "print" => " -~",
        "^print" => "\\u0000-\\u001F\\u007F-\\uFFFF",
        "punct" => "!-/:-@\\[-`\\{-~",
        "^punct" => "\\u0000- 0-9A-Za-z\\u007F-\\uFFFF",
        "space" => "\\t-\\r ",
        "^space" => "\\u0000-\\u0008\\u000E-\\u001F!-\\uFFFF",
        "upper" => "A-Z",
        "^upper" => "\\u0000-@\\[-\\uFFFF",
        "word" => Perl('w')!,
        "^word" => Perl('W')!,
        "xdigit" => "0-9A-Fa-f",
        "^xdigit" => "\\u0000-/:-@G-`g-\\uFFFF",
        _ => throw new PatternException($"invalid character class range: `[:{name}:]`"),
    };
}
