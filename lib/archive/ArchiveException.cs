namespace PluginHost.Archive;

/// <summary>An archive that can't be used. What failed on this machine is a <c>LinuxException</c> instead.</summary>
/// <param name="error">Why.</param>
/// <param name="message">Why, in words, with the entry's name where there is one.</param>
/// <param name="innerException">The cause.</param>
public sealed class ArchiveException(ArchiveError error, string message, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>Why the archive can't be used.</summary>
    public ArchiveError Error { get; } = error;

    internal static ArchiveException Malformed(string what) => new(ArchiveError.Malformed, $"invalid archive: {what}");

    internal static ArchiveException Truncated(string where)
        => new(ArchiveError.Truncated, $"invalid archive: unexpected EOF in the middle of {where}");

    internal static ArchiveException Unsupported(string what) => new(ArchiveError.Unsupported, $"invalid archive: {what}");
}
