using System.Buffers;
using System.Text;
using PluginHost.Toml.Reading;

namespace PluginHost.Toml;

/// <summary>
/// Reads TOML 1.0 (https://toml.io/en/v1.0.0). Not supported, and refused with an error: the leap second 60 and the year 0000, which
/// the framework's types do not have; tables and arrays nested deeper than <see cref="MaxDepth"/>.
/// </summary>
public static class TomlReader
{
    /// <summary>The deepest nesting: parts of the table's header, parts of the key, arrays and inline tables added up.</summary>
    public const int MaxDepth = 200;

    /// <summary>Reads a document; a byte order mark at its start is skipped.</summary>
    /// <param name="text">The whole document.</param>
    /// <param name="fileName">For error messages and <see cref="TomlValue.FileName"/>.</param>
    /// <exception cref="TomlException">The text is not TOML.</exception>
    public static TomlTable Parse(string text, string? fileName) => Parse(text.AsSpan(), fileName);

    /// <summary>Reads a document in UTF-8; a byte order mark at its start is skipped.</summary>
    /// <param name="utf8">The whole document.</param>
    /// <param name="fileName">For error messages and <see cref="TomlValue.FileName"/>.</param>
    /// <exception cref="TomlException">The bytes are not UTF-8, or the text is not TOML.</exception>
    public static TomlTable Parse(ReadOnlySpan<byte> utf8, string? fileName)
    {
        Utf8Check.Verify(utf8, fileName);
        char[] buffer = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            int length = Encoding.UTF8.GetChars(utf8, buffer);
            return Parse(buffer.AsSpan(0, length), fileName);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static TomlTable Parse(ReadOnlySpan<char> text, string? fileName)
    {
        TextCursor cursor = new(text.StartsWith('\uFEFF') ? text[1..] : text, fileName);
        return new DocumentReader(fileName).Read(ref cursor);
    }
}
