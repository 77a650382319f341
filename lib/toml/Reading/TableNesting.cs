namespace PluginHost.Toml.Reading;

/// <summary>
/// Steps from a table into the one under a key, by the rules on who may define and extend a table (TOML 1.0, "Keys" and "Table").
/// </summary>
internal static class TableNesting
{
    /// <summary>A part of a dotted key before the last.</summary>
    public static TomlTable EnterByDottedKey(ref TextCursor cursor, TomlTable parent, KeyPart part, string? fileName)
    {
        if (!parent.TryGetValue(part.Name, out TomlValue? value))
        {
            return AddTable(parent, part, TableOrigin.DottedKey, part.Position, fileName);
        }

        if (value is not TomlTable table)
        {
            throw NotATable(ref cursor, parent, part, value);
        }

        if (table.Origin is TableOrigin.Header or TableOrigin.Inline)
        {
            throw AlreadyDefined(ref cursor, parent, part, "table");
        }

        table.Origin = TableOrigin.DottedKey;
        return table;
    }

    /// <summary>A part of a header before the last.</summary>
    public static TomlTable EnterByHeader(ref TextCursor cursor, TomlTable parent, KeyPart part, string? fileName)
    {
        if (!parent.TryGetValue(part.Name, out TomlValue? value))
        {
            return AddTable(parent, part, TableOrigin.ImpliedByHeader, part.Position, fileName);
        }

        return value switch
        {
            TomlTable { Origin: TableOrigin.Inline } => throw AlreadyDefined(ref cursor, parent, part, "inline table"),
            TomlTable table => table,
            TomlArray { IsTableArray: true } array => (TomlTable)array[^1],
            _ => throw NotATable(ref cursor, parent, part, value),
        };
    }

    /// <summary>The last part of <c>[header]</c>.</summary>
    public static TomlTable DefineByHeader(ref TextCursor cursor, TomlTable parent, KeyPart part, TomlPosition header, string? fileName)
    {
        if (!parent.TryGetValue(part.Name, out TomlValue? value))
        {
            return AddTable(parent, part, TableOrigin.Header, header, fileName);
        }

        if (value is not TomlTable table)
        {
            throw NotATable(ref cursor, parent, part, value);
        }

        if (table.Origin != TableOrigin.ImpliedByHeader)
        {
            throw AlreadyDefined(ref cursor, parent, part, "table");
        }

        table.Origin = TableOrigin.Header;
        table.Position = header;
        return table;
    }

    /// <summary>The last part of <c>[[header]]</c>.</summary>
    public static TomlTable AppendByHeader(ref TextCursor cursor, TomlTable parent, KeyPart part, TomlPosition header, string? fileName)
    {
        if (!parent.TryGetValue(part.Name, out TomlValue? value))
        {
            value = new TomlArray { Position = header, FileName = fileName, IsTableArray = true };
            parent.Add(part.Name, value, part.Position);
        }

        if (value is not TomlArray { IsTableArray: true } array)
        {
            throw cursor.Error(part.Position, $"key \"{part.Name}\" is not an array of tables: {Earlier(parent, part)}");
        }

        TomlTable table = new() { Position = header, FileName = fileName, Origin = TableOrigin.Header };
        array.Add(table);
        return table;
    }

    /// <summary>A key that is about to get a value must be new.</summary>
    public static void RefuseDefined(ref TextCursor cursor, TomlTable table, KeyPart part)
    {
        if (table.ContainsKey(part.Name))
        {
            throw AlreadyDefined(ref cursor, table, part, "key");
        }
    }

    private static TomlTable AddTable(TomlTable parent, KeyPart part, TableOrigin origin, TomlPosition position, string? fileName)
    {
        TomlTable table = new() { Position = position, FileName = fileName, Origin = origin };
        parent.Add(part.Name, table, part.Position);
        return table;
    }

    private static TomlException AlreadyDefined(ref TextCursor cursor, TomlTable parent, KeyPart part, string what)
        => cursor.Error(part.Position, $"{what} \"{part.Name}\" is already defined: {Earlier(parent, part)}");

    private static TomlException NotATable(ref TextCursor cursor, TomlTable parent, KeyPart part, TomlValue value)
        => cursor.Error(part.Position, $"key \"{part.Name}\" is not a table but of kind {value.Kind}: {Earlier(parent, part)}");

    private static string Earlier(TomlTable parent, KeyPart part) => $"see {parent.KeyPosition(part.Name)}";
}
