namespace PluginHost.Toml;

/// <summary>The look of what the writer writes. Keys always come in the order of the table: values first, then sub-tables.</summary>
public sealed record TomlWriterOptions
{
    /// <summary>The look of <c>containerd config default</c> of containerd 2.x.</summary>
    public static TomlWriterOptions Containerd2 { get; } = new();

    /// <summary>The look of <c>containerd config default</c> of containerd 1.x, whose keys are also sorted (by the caller).</summary>
    public static TomlWriterOptions Containerd1 { get; } = new()
    {
        Quotes = TomlQuotes.Basic,
        BlankLines = TomlBlankLines.BeforeEveryTable,
    };

    /// <summary>Default: <see cref="TomlQuotes.Literal"/>.</summary>
    public TomlQuotes Quotes { get; init; } = TomlQuotes.Literal;

    /// <summary>Default: <see cref="TomlBlankLines.ExceptAfterParent"/>.</summary>
    public TomlBlankLines BlankLines { get; init; } = TomlBlankLines.ExceptAfterParent;

    /// <summary>
    /// Spaces per level of nesting. A top-level header is not indented; its keys and its sub-tables' headers are, by one level.
    /// Default 2; 0 writes everything at the start of the line.
    /// </summary>
    public int IndentSize { get; init; } = 2;
}
