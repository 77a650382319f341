namespace PluginHost.Toml;

/// <summary>Where the writer puts blank lines. There is never one at the start of the document.</summary>
public enum TomlBlankLines
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Before each table header that does not directly follow the header of its parent.</summary>
    ExceptAfterParent,

    /// <summary>Before each table header.</summary>
    BeforeEveryTable,
}
