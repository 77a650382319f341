using System.Text;
using System.Text.RegularExpressions;

namespace Suites.Tests;

/// <summary>What <c>go test -v</c> printed of one suite.</summary>
internal sealed partial class SuiteReport
{
    private SuiteReport(IReadOnlyDictionary<string, SuiteCase> cases, string output)
    {
        Cases = cases;
        Output = output;
    }

    /// <summary>By name; a case that never ended (the program died) is not among them.</summary>
    public IReadOnlyDictionary<string, SuiteCase> Cases { get; }

    /// <summary>Everything.</summary>
    public string Output { get; }

    /// <summary>Reads the lines of a run; output belongs to the case that was named last.</summary>
    public static SuiteReport Parse(string text)
    {
        Dictionary<string, StringBuilder> output = [];
        Dictionary<string, SuiteCase> cases = [];
        StringBuilder current = new();
        foreach (string line in text.Split('\n'))
        {
            if (Announcement().Match(line) is { Success: true } named)
            {
                string name = named.Groups["name"].Value;
                output[name] = current = output.GetValueOrDefault(name) ?? new StringBuilder();
            }
            else if (Result().Match(line) is { Success: true } result)
            {
                string name = result.Groups["name"].Value;
                cases[name] = new SuiteCase(name, result.Groups["outcome"].Value, output[name].ToString());
            }
            else
            {
                current.AppendLine(line);
            }
        }

        return new SuiteReport(cases, text);
    }

    [GeneratedRegex(@"^=== (RUN|PAUSE|CONT) +\w+/(?<name>\S+)$")]
    private static partial Regex Announcement();

    [GeneratedRegex(@"^ +--- (?<outcome>PASS|FAIL|SKIP): \w+/(?<name>\S+) ")]
    private static partial Regex Result();
}
