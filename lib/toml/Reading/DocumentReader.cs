namespace PluginHost.Toml.Reading;

/// <summary>Reads the lines of a document: keys with values, <c>[table]</c> and <c>[[array of tables]]</c> headers, comments.</summary>
internal sealed class DocumentReader(string? fileName)
{
    private readonly ValueReader _values = new(fileName);

    public TomlTable Read(ref TextCursor cursor)
    {
        TomlTable root = new() { Position = cursor.Position, FileName = fileName };
        TomlTable section = root;
        int depth = 0;
        for (cursor.SkipLines(); !cursor.AtEnd; cursor.SkipLines())
        {
            if (cursor.Current == '[')
            {
                section = ReadHeader(ref cursor, root, out depth);
                cursor.FinishLine("the table header");
            }
            else
            {
                _values.ReadKeyValue(ref cursor, section, depth);
                cursor.FinishLine("the value");
            }
        }

        return root;
    }

    private TomlTable ReadHeader(ref TextCursor cursor, TomlTable root, out int depth)
    {
        TomlPosition header = cursor.Position;
        cursor.Advance();
        bool isArray = cursor.TryTake('[');
        cursor.SkipBlanks();

        TomlTable parent = root;
        KeyPart part = KeyPart.Read(ref cursor);
        for (depth = 1; KeyPart.TryTakeDot(ref cursor); depth++)
        {
            if (depth == TomlReader.MaxDepth)
            {
                throw cursor.Error($"nested deeper than {TomlReader.MaxDepth} levels");
            }

            parent = TableNesting.EnterByHeader(ref cursor, parent, part, fileName);
            part = KeyPart.Read(ref cursor);
        }

        if (!cursor.TryTake(']') || (isArray && !cursor.TryTake(']')))
        {
            throw cursor.Error($"expected '{(isArray ? "]]" : "]")}' at the end of the table header, found {cursor.Describe()}");
        }

        return isArray
            ? TableNesting.AppendByHeader(ref cursor, parent, part, header, fileName)
            : TableNesting.DefineByHeader(ref cursor, parent, part, header, fileName);
    }
}
