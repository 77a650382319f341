namespace PluginHost.Toml;

/// <summary>A value of a TOML document. All kinds but <see cref="TomlArray"/> and <see cref="TomlTable"/> are immutable.</summary>
public abstract class TomlValue
{
    private protected TomlValue()
    {
    }

    /// <summary>The type of the value; the subclass of the same name holds it.</summary>
    public abstract TomlKind Kind { get; }

    /// <summary>
    /// The first character of the value. For a table: the opening bracket of its header, or, when it has no header of its own, the key
    /// that brought it into being.
    /// </summary>
    public TomlPosition Position { get; internal set; }

    /// <summary>The file name given to the reader, so that a value keeps it when documents are merged; null when there was none.</summary>
    public string? FileName { get; internal init; }
}
