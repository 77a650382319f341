namespace PluginHost.Toml.Reading;

/// <summary>One part of a key, bare or quoted.</summary>
internal readonly record struct KeyPart(string Name, TomlPosition Position)
{
    public static KeyPart Read(ref TextCursor cursor)
    {
        TomlPosition position = cursor.Position;
        return new KeyPart(ReadName(ref cursor), position);
    }

    /// <summary>Takes the dot to the next part of a dotted key, with the blanks around it.</summary>
    public static bool TryTakeDot(ref TextCursor cursor)
    {
        cursor.SkipBlanks();
        bool taken = cursor.TryTake('.');
        cursor.SkipBlanks();
        return taken;
    }

    private static string ReadName(ref TextCursor cursor)
    {
        char first = cursor.Current;
        if (first is '"' or '\'')
        {
            if (cursor.Peek(1) == first && cursor.Peek(2) == first)
            {
                throw cursor.Error("a multi-line string cannot be a key");
            }

            return first == '"' ? StringLiteral.ReadBasic(ref cursor) : StringLiteral.ReadLiteral(ref cursor);
        }

        int start = cursor.Offset;
        while (char.IsAsciiLetterOrDigit(cursor.Current) || cursor.Current is '-' or '_')
        {
            cursor.Advance();
        }

        return cursor.Offset > start ? cursor.Slice(start).ToString() : throw cursor.Error($"expected a key, found {cursor.Describe()}");
    }
}
