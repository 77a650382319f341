using System.Text.RegularExpressions;

namespace Switch.Tests;

/// <summary>
/// Tables that <c>ctr</c> prints, in a form that can be compared: ages, the order of rows and of labels, and the widths of columns differ from
/// one call to the next on the same daemon, and go; everything else stays.
/// </summary>
internal static partial class Listing
{
    /// <summary>The form of a table or of any other text with a head line.</summary>
    public static string Normalise(string text)
    {
        string[] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(NormaliseLine)];

        return string.Join('\n', lines.Take(1).Concat(lines.Skip(1).Order(StringComparer.Ordinal)));
    }

    private static string NormaliseLine(string line)
        => string.Join(' ', Age().Replace(line, " <age> ").Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(SortLabels));

    private static string SortLabels(string word) => string.Join(',', word.Split(',').Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\t(Less than a second|1 second|About a minute|About an hour|\d+ (seconds|minutes|hours|days|weeks|months))\s")]
    private static partial Regex Age();
}
