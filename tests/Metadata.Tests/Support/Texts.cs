namespace Metadata.Tests.Support;

/// <summary>Labels in one line.</summary>
internal static class Texts
{
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    /// <summary>Keys and values in turns.</summary>
    public static IReadOnlyDictionary<string, string> Of(params string[] keysAndValues)
        => keysAndValues.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
}
