namespace PluginHost.Toml.Reading;

/// <summary>Reads one value, arrays and inline tables included. The cursor stands on its first character.</summary>
internal sealed class ValueReader(string? fileName)
{
    /// <param name="cursor">The text.</param>
    /// <param name="depth">How deep the value stands in the document; the bound keeps the recursion within the stack.</param>
    public TomlValue Read(ref TextCursor cursor, int depth)
    {
        TomlPosition position = cursor.Position;
        char first = cursor.Current;
        switch (first)
        {
            case '"' or '\'':
                return new TomlString(StringLiteral.Read(ref cursor)) { Position = position, FileName = fileName };
            case '[':
                return ReadArray(ref cursor, Deeper(ref cursor, depth));
            case '{':
                return ReadInlineTable(ref cursor, Deeper(ref cursor, depth));
            case 't' or 'f':
                return new TomlBoolean(ReadBoolean(ref cursor)) { Position = position, FileName = fileName };
            case (>= '0' and <= '9') or '+' or '-' or 'i' or 'n':
                return DateTimeLiteral.IsDateAt(ref cursor) ? DateTimeLiteral.ReadDate(ref cursor, position, fileName)
                    : DateTimeLiteral.IsTimeAt(ref cursor) ? DateTimeLiteral.ReadTime(ref cursor, position, fileName)
                    : NumberLiteral.Read(ref cursor, position, fileName);
            default:
                throw cursor.Error(char.IsLetter(first)
                    ? "expected a value; strings need quotes"
                    : $"expected a value, found {cursor.Describe()}");
        }
    }

    private static int Deeper(ref TextCursor cursor, int depth)
        => depth < TomlReader.MaxDepth ? depth + 1 : throw cursor.Error($"nested deeper than {TomlReader.MaxDepth} levels");

    private static bool ReadBoolean(ref TextCursor cursor)
    {
        int length = 0;
        while (char.IsAsciiLetterOrDigit(cursor.Peek(length)) || cursor.Peek(length) is '_' or '-')
        {
            length++;
        }

        ReadOnlySpan<char> word = cursor.Rest[..length];
        bool value = word is "true";
        if (!value && word is not "false")
        {
            throw cursor.Error("expected a value; strings need quotes, and the booleans are true and false");
        }

        cursor.Advance(length);
        return value;
    }

    private TomlArray ReadArray(ref TextCursor cursor, int depth)
    {
        TomlArray array = new() { Position = cursor.Position, FileName = fileName };
        cursor.Advance();
        cursor.SkipLines();
        while (!cursor.TryTake(']'))
        {
            RefuseEnd(ref cursor, array, "array");
            array.Add(Read(ref cursor, depth));
            cursor.SkipLines();
            bool hasComma = cursor.TryTake(',');
            cursor.SkipLines();
            if (!hasComma && cursor.Current != ']')
            {
                RefuseEnd(ref cursor, array, "array");
                throw cursor.Error($"expected ',' or ']' after a value of an array, found {cursor.Describe()}");
            }
        }

        return array;
    }

    private TomlTable ReadInlineTable(ref TextCursor cursor, int depth)
    {
        TomlTable table = new() { Position = cursor.Position, FileName = fileName, Origin = TableOrigin.Inline };
        cursor.Advance();
        cursor.SkipBlanks();
        if (cursor.TryTake('}'))
        {
            return table;
        }

        do
        {
            cursor.SkipBlanks();
            RefuseEnd(ref cursor, table, "inline table");
            ReadKeyValue(ref cursor, table, depth);
            cursor.SkipBlanks();
        }
        while (cursor.TryTake(','));

        if (!cursor.TryTake('}'))
        {
            RefuseEnd(ref cursor, table, "inline table");
            throw cursor.Error($"expected ',' or '}}' after a value of an inline table, found {cursor.Describe()}");
        }

        return table;
    }

    /// <summary><c>key = value</c>, where the key may be dotted, into a table.</summary>
    public void ReadKeyValue(ref TextCursor cursor, TomlTable table, int depth)
    {
        KeyPart part = KeyPart.Read(ref cursor);
        while (KeyPart.TryTakeDot(ref cursor))
        {
            depth = Deeper(ref cursor, depth);
            table = TableNesting.EnterByDottedKey(ref cursor, table, part, fileName);
            part = KeyPart.Read(ref cursor);
        }

        TableNesting.RefuseDefined(ref cursor, table, part);
        if (!cursor.TryTake('='))
        {
            throw cursor.Error($"expected '=' after key \"{part.Name}\", found {cursor.Describe()}");
        }

        cursor.SkipBlanks();
        table.Add(part.Name, Read(ref cursor, depth), part.Position);
    }

    private static void RefuseEnd(ref TextCursor cursor, TomlValue opened, string what)
    {
        if (cursor.AtEnd)
        {
            throw cursor.Error(opened.Position, $"{what} is not closed");
        }
    }
}
