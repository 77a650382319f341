using PluginHost.Toml.Writing;

namespace PluginHost.Toml;

/// <summary>
/// Writes TOML 1.0 with LF as new line. Every table gets a header of its own; an array that holds nothing but tables becomes
/// <c>[[headers]]</c>; other arrays are written in one line, with inline tables where they hold tables.
/// </summary>
public static class TomlWriter
{
    /// <returns>The document, ending in a new line unless it is empty. Reading it gives an equal table.</returns>
    /// <exception cref="ArgumentException">
    /// A string or key has an unpaired surrogate, or tables and arrays are nested too deep (as when one contains itself).
    /// </exception>
    public static string Write(TomlTable table, TomlWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        return new DocumentWriter(options).Write(table);
    }
}
