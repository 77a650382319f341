using System.Text.RegularExpressions;

namespace Vendor.Tests.Page;

/// <summary>A block of commands of a page, and what the page says they print.</summary>
/// <param name="Number">From 1, in the order of the page.</param>
/// <param name="Commands">For the shell.</param>
/// <param name="Shown">Lines that the output has in this order, with others between them; <c>…</c> stands for anything.</param>
internal sealed partial record PageStep(int Number, string Commands, IReadOnlyList<string> Shown)
{
    /// <summary>The first line that the output lacks; null when it has all.</summary>
    public string? Missing(string output)
    {
        string[] lines = [.. output.Split('\n').Select(Normal)];
        int at = 0;
        foreach (string shown in Shown)
        {
            Regex pattern = new($"^{string.Join(".*", Normal(shown).Split('…').Select(Regex.Escape))}$");
            at = Array.FindIndex(lines, at, pattern.IsMatch) + 1;
            if (at == 0)
            {
                return shown;
            }
        }

        return null;
    }

    /// <summary>The blocks of a page in Markdown: <c>sh</c> is run, a <c>text</c> after it is what it prints.</summary>
    public static IReadOnlyList<PageStep> Parse(string page)
    {
        List<PageStep> steps = [];
        foreach (Match block in Block().Matches(page))
        {
            string text = block.Groups["text"].Value;
            if (block.Groups["language"].Value == "sh")
            {
                steps.Add(new PageStep(steps.Count + 1, text, []));
            }
            else
            {
                steps[^1] = steps[^1] with { Shown = text.Split('\n', StringSplitOptions.RemoveEmptyEntries) };
            }
        }

        return steps;
    }

    private static string Normal(string line) => Space().Replace(line.Trim(), " ");

    [GeneratedRegex(@"^```(?<language>sh|text)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
