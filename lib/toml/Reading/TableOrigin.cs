namespace PluginHost.Toml.Reading;

/// <summary>What brought a table into being; decides what may still add to it (TOML 1.0, "Table" and "Inline Table").</summary>
internal enum TableOrigin
{
    /// <summary>Made in code, or the root of a document.</summary>
    Free,

    /// <summary>Named as a parent by a header; may be defined once by a header of its own, or extended by dotted keys.</summary>
    ImpliedByHeader,

    /// <summary>Defined by its own header; complete when its section ends.</summary>
    Header,

    /// <summary>Made by a dotted key; more dotted keys may add to it, a header may add sub-tables but not define it.</summary>
    DottedKey,

    /// <summary>Written in braces; nothing may add to it.</summary>
    Inline,
}
