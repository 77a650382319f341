namespace PluginHost.Toml;

/// <summary>How the writer quotes strings, and keys that need quotes.</summary>
public enum TomlQuotes
{
    /// <summary><c>'…'</c> where the text allows it (no single quote, no control character but tab), else <c>"…"</c>.</summary>
    Literal,

    /// <summary>Always <c>"…"</c>.</summary>
    Basic,
}
