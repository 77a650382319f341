using System.Text;

namespace PluginHost.Toml.Reading;

/// <summary>Reads the four forms of strings (TOML 1.0, "String"). The cursor stands on the opening quote.</summary>
internal static class StringLiteral
{
    public static string Read(ref TextCursor cursor)
    {
        char quote = cursor.Current;
        bool isMultiLine = cursor.Peek(1) == quote && cursor.Peek(2) == quote;
        return (quote, isMultiLine) switch
        {
            ('"', false) => ReadBasic(ref cursor),
            ('"', true) => ReadMultiLineBasic(ref cursor),
            (_, false) => ReadLiteral(ref cursor),
            (_, true) => ReadMultiLineLiteral(ref cursor),
        };
    }

    /// <summary><c>"…"</c></summary>
    public static string ReadBasic(ref TextCursor cursor)
    {
        cursor.Advance();
        int start = cursor.Offset;
        StringBuilder? unescaped = null;
        while (cursor.Current != '"')
        {
            RefuseLineEnd(ref cursor, "basic strings");
            if (cursor.Current != '\\')
            {
                cursor.TakeText();
                continue;
            }

            unescaped = (unescaped ?? new StringBuilder()).Append(cursor.Slice(start));
            EscapeSequence.Read(ref cursor, unescaped);
            start = cursor.Offset;
        }

        return Finish(ref cursor, start, unescaped, quotes: 1);
    }

    /// <summary><c>'…'</c></summary>
    public static string ReadLiteral(ref TextCursor cursor)
    {
        cursor.Advance();
        int start = cursor.Offset;
        while (cursor.Current != '\'')
        {
            RefuseLineEnd(ref cursor, "literal strings");
            cursor.TakeText();
        }

        return Finish(ref cursor, start, unescaped: null, quotes: 1);
    }

    private static string ReadMultiLineBasic(ref TextCursor cursor)
    {
        TomlPosition opening = cursor.Position;
        cursor.Advance(3);
        cursor.TryTakeNewLine();
        int start = cursor.Offset;
        StringBuilder? unescaped = null;
        while (!AtClosingQuotes(ref cursor, '"'))
        {
            if (cursor.Current == '\\')
            {
                unescaped = (unescaped ?? new StringBuilder()).Append(cursor.Slice(start));
                if (!TrySkipEscapedLineEnd(ref cursor))
                {
                    EscapeSequence.Read(ref cursor, unescaped);
                }

                start = cursor.Offset;
                continue;
            }

            TakeMultiLineText(ref cursor, opening);
        }

        return Finish(ref cursor, start, unescaped, quotes: 3);
    }

    private static string ReadMultiLineLiteral(ref TextCursor cursor)
    {
        TomlPosition opening = cursor.Position;
        cursor.Advance(3);
        cursor.TryTakeNewLine();
        int start = cursor.Offset;
        while (!AtClosingQuotes(ref cursor, '\''))
        {
            TakeMultiLineText(ref cursor, opening);
        }

        return Finish(ref cursor, start, unescaped: null, quotes: 3);
    }

    private static void TakeMultiLineText(ref TextCursor cursor, TomlPosition opening)
    {
        if (cursor.AtEnd)
        {
            throw cursor.Error(opening, "multi-line string is not closed");
        }

        if (!cursor.TryTakeNewLine())
        {
            cursor.TakeText();
        }
    }

    /// <summary>A string may end in up to two quotes of its own: of a run of four or five, the last three close it.</summary>
    private static bool AtClosingQuotes(ref TextCursor cursor, char quote)
    {
        int run = 0;
        while (run < 5 && cursor.Peek(run) == quote)
        {
            run++;
        }

        if (run < 3)
        {
            return false;
        }

        cursor.Advance(run - 3);
        return true;
    }

    private static bool TrySkipEscapedLineEnd(ref TextCursor cursor)
    {
        int length = 1;
        while (cursor.Peek(length) is ' ' or '\t')
        {
            length++;
        }

        if (cursor.Peek(length) != '\n' && (cursor.Peek(length) != '\r' || cursor.Peek(length + 1) != '\n'))
        {
            return false;
        }

        cursor.Advance(length);
        while (cursor.TryTakeNewLine())
        {
            cursor.SkipBlanks();
        }

        return true;
    }

    private static void RefuseLineEnd(ref TextCursor cursor, string kind)
    {
        if (cursor.AtEnd)
        {
            throw cursor.Error($"{kind} must be closed before the end of the file");
        }

        if (cursor.Current is '\n' or '\r')
        {
            throw cursor.Error($"{kind} cannot have new lines");
        }
    }

    private static string Finish(ref TextCursor cursor, int start, StringBuilder? unescaped, int quotes)
    {
        ReadOnlySpan<char> last = cursor.Slice(start);
        string value = unescaped is null ? last.ToString() : unescaped.Append(last).ToString();
        cursor.Advance(quotes);
        return value;
    }
}
