using System.Globalization;
using System.Text.RegularExpressions;

namespace PluginHost.Linux.Mounting;

/// <summary>
/// Fills what a description says of the mounts before it: <c>{{ source i }}</c>, <c>{{ target i }}</c>, <c>{{ mount i }}</c>, and
/// <c>{{ overlay a b }}</c>, the mount points from a to b joined by colons (containerd core/mount/manager, the format transformer).
/// </summary>
/// <param name="mounts">All descriptions.</param>
/// <param name="points">Where those before this one are mounted.</param>
internal sealed partial class MountTemplate(IReadOnlyList<MountEntry> mounts, IReadOnlyList<string> points)
{
    /// <summary>The description with all its texts filled.</summary>
    /// <exception cref="ArgumentException">A text can't be filled.</exception>
    public MountEntry Fill(MountEntry mount) => mount with
    {
        Source = Fill(mount.Source),
        Target = Fill(mount.Target),
        Options = [.. mount.Options.Select(Fill)],
    };

    private string Fill(string text)
    {
        string filled = Placeholder().Replace(text, match => Value(match.Groups["word"].Value, NumbersOf(match), match.Value));

        return filled.Contains("{{", StringComparison.Ordinal)
            ? throw new ArgumentException($"mount template \"{text}\" has a placeholder that is not known", nameof(text))
            : filled;
    }

    private string Value(string word, int[] numbers, string placeholder) => (word, numbers) switch
    {
        ("source", [int i]) => Before(i, placeholder).Source,
        ("target", [int i]) => Before(i, placeholder).Target,
        ("mount", [int i]) => PointOf(i, placeholder),
        ("overlay", [int first, int last]) => string.Join(':', Range(first, last).Select(i => PointOf(i, placeholder))),
        _ => throw new ArgumentException($"mount template {placeholder} is not known"),
    };

    private MountEntry Before(int number, string placeholder) => number < points.Count ? mounts[number] : throw NotBefore(placeholder);

    private string PointOf(int number, string placeholder) => number < points.Count ? points[number] : throw NotBefore(placeholder);

    private ArgumentException NotBefore(string placeholder)
        => new($"mount template {placeholder} names a mount that does not come before it: there are {points.Count}");

    private static IEnumerable<int> Range(int first, int last)
        => first <= last ? Enumerable.Range(first, last - first + 1) : Enumerable.Range(last, first - last + 1).Reverse();

    private static int[] NumbersOf(Match match)
        => [.. match.Groups["number"].Captures.Select(number => int.Parse(number.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\{\{\s*(?<word>[a-z]+)(?:\s+(?<number>[0-9]{1,4}))+\s*\}\}")]
    private static partial Regex Placeholder();
}
