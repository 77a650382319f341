namespace PluginHost.Toml;

/// <summary>
/// Where a key or value stands in its file. Both numbers start at 1; the column counts Unicode characters (code points), not bytes.
/// A value that was built in code has the default position, 0 and 0.
/// </summary>
public readonly record struct TomlPosition(int Line, int Column)
{
    /// <summary>False for a value that was built in code.</summary>
    public bool IsKnown => Line > 0;

    /// <summary><c>row 2 column 11</c>.</summary>
    public override string ToString() => $"row {Line} column {Column}";
}
