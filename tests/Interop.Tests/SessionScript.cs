using System.Globalization;
using System.Text.RegularExpressions;

namespace Interop.Tests;

/// <summary>
/// Reads <c>Session/*.session</c>: shell commands, one per line, in the order in which a person types them.
/// <code>
/// # a comment
/// $ ctr images ls             must succeed on the reference; output and exit code are compared
/// ! ctr run missing c1        must fail
/// =3 ctr run demo c2 exit-3   must end with this code
/// $~ ctr namespaces ls        "~" after the mark: lines and comma-separated parts in any order
/// tty$ ctr run -t demo c3 sh  on a terminal ("tty!", "tty=3" as above)
/// &lt; echo typed                 typed at the prompt, or a line of standard input
/// bg NAME ctr events          started, left running
/// subscribed NAME             waits until that "ctr events" receives
/// events NAME                 waits until it got everything, ends it, compares what it printed
/// join NAME                   waits for its end; compares it ("join! NAME", "join=137 NAME")
/// until COMMAND               repeated until it succeeds; not compared
/// setup COMMAND               must succeed; not compared
/// daemon restart | kill       TERM or KILL, then start on the same root
/// </code>
/// </summary>
internal static partial class SessionScript
{
    /// <summary>The chapters in their order.</summary>
    public static IReadOnlyList<string> Chapters()
        => [.. Directory.EnumerateFiles(Path.Join(AppContext.BaseDirectory, "Session"), "*.session")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>The steps of all chapters.</summary>
    public static IReadOnlyList<Step> ReadAll()
        => [.. Chapters().SelectMany(chapter =>
            Parse(chapter, File.ReadAllLines(Path.Join(AppContext.BaseDirectory, "Session", chapter + ".session"))))];

    /// <summary>The steps of a chapter.</summary>
    /// <exception cref="FormatException">A line is none of the above; names chapter and line.</exception>
    public static IReadOnlyList<Step> Parse(string chapter, IReadOnlyList<string> lines)
    {
        List<Step> steps = [];
        for (int index = 0; index < lines.Count; index++)
        {
            string line = lines[index];
            if (line.StartsWith("< ", StringComparison.Ordinal) && steps.Count > 0)
            {
                steps[^1] = steps[^1] with { Typed = [.. steps[^1].Typed, line[2..]] };
            }
            else if (line.Trim().Length > 0 && !line.StartsWith('#'))
            {
                steps.Add(ParseStep(chapter, index + 1, line));
            }
        }

        return steps;
    }

    private static Step ParseStep(string chapter, int number, string line)
    {
        Match match = StepLine().Match(line);
        if (!match.Success)
        {
            throw new FormatException($"{chapter}:{number}: neither command, comment nor typed line: {line}");
        }

        string verb = match.Groups["verb"].Value;
        StepKind kind = verb switch
        {
            "" => StepKind.Command,
            "tty" => StepKind.Terminal,
            "bg" => StepKind.Background,
            _ => Enum.Parse<StepKind>(verb, ignoreCase: true),
        };
        string rest = match.Groups["rest"].Value;
        bool named = kind is StepKind.Background or StepKind.Subscribed or StepKind.Events or StepKind.Join;
        string[] parts = named ? rest.Split(' ', 2) : [string.Empty, rest];

        return new Step(chapter, number, kind, parts.Length > 1 ? parts[1] : string.Empty, parts[0], Expected(match.Groups["mark"].Value),
            match.Groups["order"].Success, []);
    }

    private static int? Expected(string mark) => mark switch
    {
        "!" => null,
        "" or "$" => 0,
        _ => int.Parse(mark[1..], CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^(?:(?<verb>tty|)(?<mark>[$!]|=\d+)(?<order>~)?|(?<verb>join|events)(?<mark>!|=\d+)?(?<order>~)?|(?<verb>bg|subscribed|until|setup|daemon)) (?<rest>.+)$")]
    private static partial Regex StepLine();
}
