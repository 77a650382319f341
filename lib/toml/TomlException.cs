namespace PluginHost.Toml;

/// <summary>
/// A text that is not TOML 1.0. <see cref="Exception.Message"/> is complete: file if known, row, column, and what was wrong, as in
/// <c>/etc/containerd/config.toml at row 2 column 11: toml: basic strings cannot have new lines</c>.
/// </summary>
public sealed class TomlException : Exception
{
    /// <param name="reason">What was wrong, starting with <c>toml: </c>.</param>
    /// <param name="fileName">The file as given to the reader, or null.</param>
    /// <param name="line">Line of the offending character, from 1.</param>
    /// <param name="column">Column of the offending character, from 1, in Unicode characters.</param>
    public TomlException(string reason, string? fileName, int line, int column)
        : base($"{(fileName is null ? "" : fileName + " ")}at row {line} column {column}: {reason}")
    {
        Reason = reason;
        FileName = fileName;
        Line = line;
        Column = column;
    }

    /// <summary>What was wrong, without the place; starts with <c>toml: </c>.</summary>
    public string Reason { get; }

    public string? FileName { get; }

    public int Line { get; }

    public int Column { get; }
}
