using System.Text.RegularExpressions;

namespace Interop.Tests;

/// <summary>
/// Replaces what differs between two runs of one and the same daemon: times, ages, durations, speeds, process ids, random ids, progress.
/// Everything else stays.
/// </summary>
internal static partial class Normaliser
{
    /// <summary>The namespace that the session labels to synchronise with event streams; lines about it are dropped.</summary>
    public const string SyncNamespace = "interop-sync";

    /// <summary>What has another length in each run, and so makes the columns of a table wider or narrower.</summary>
    private static readonly string[] VariableWidths = ["<age>", "<pid>", "<lease>", "<random>"];

    /// <summary>The text that is compared.</summary>
    /// <param name="text">Standard output or standard error.</param>
    /// <param name="anyOrder">Sort lines, and parts between commas.</param>
    public static string Normalise(string text, bool anyOrder = false)
    {
        string result = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        result = Escape().Replace(result, string.Empty);
        result = GoTime().Replace(result, "<time>");
        result = IsoTime().Replace(result, "<time>");
        result = Uuid().Replace(result, "<uuid>");
        result = RandomKey().Replace(result, "$1<random>");
        result = LeaseId().Replace(result, "<lease>");
        result = Age().Replace(result, "<age>");
        result = Elapsed().Replace(result, "elapsed: <duration> total: <speed>");
        result = Done().Replace(result, "done: <duration>");
        result = FifoDirectory().Replace(result, "$1<random>/");
        result = BlobOfRequest().Replace(result, "$1<any of its blobs>");
        result = PollingError().Replace(result, string.Empty);
        result = TempMount().Replace(result, "$1<random>");
        result = Prompts().Replace(result, "$1");
        result = MemoryUsage().Replace(result, "$1<bytes>");
        result = EventPid().Replace(result, "$1:<pid>");
        result = LastFrames(result);
        result = TaskRow().Replace(result, "$1 <pid> $2");
        result = string.Join('\n', result.Split('\n').Where(line => !line.Contains(SyncNamespace, StringComparison.Ordinal)));
        if (VariableWidths.Any(width => result.Contains(width, StringComparison.Ordinal)))
        {
            result = Blanks().Replace(result, " ");
        }

        return anyOrder ? Sorted(result) : result;
    }

    /// <summary>
    /// A progress display prints the same lines again and again, in the order of its parallel fetches: what counts is the last state of
    /// each line, where "exists" and "done" say the same, one for a blob that was there when the display first looked.
    /// </summary>
    private static string LastFrames(string text)
    {
        if (!text.Contains("elapsed: <duration>", StringComparison.Ordinal))
        {
            return text;
        }

        Dictionary<string, string> last = [];
        List<string> others = [];
        foreach (string line in text.Split('\n').Select(line => Blanks().Replace(line, " ").TrimEnd()))
        {
            if (ProgressKey().Match(line) is { Success: true } match)
            {
                last[match.Value] = line.Replace(": exists ", ": done ", StringComparison.Ordinal);
            }
            else
            {
                others.Add(line);
            }
        }

        return string.Join('\n', last.Values.Order(StringComparer.Ordinal).Concat(others.Distinct()));
    }

    private static string Sorted(string text)
        => string.Join('\n', text.Split('\n').Select(SortedParts).Order(StringComparer.Ordinal));

    /// <summary>Labels printed from a Go map; JSON has its keys in order.</summary>
    private static string SortedParts(string line)
    {
        int start = line.LastIndexOf(' ') + 1;

        return line.Contains('{', StringComparison.Ordinal)
            ? line
            : line[..start] + string.Join(',', line[start..].Split(',').Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} [A-Z]+")]
    private static partial Regex GoTime();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"(extract-)\d+-[A-Za-z0-9_-]{4}")]
    private static partial Regex RandomKey();

    [GeneratedRegex(@"(/run/containerd/fifo/)\d+/")]
    private static partial Regex FifoDirectory();

    /// <summary>Blobs are pushed side by side; the first that fails is the one that is named.</summary>
    [GeneratedRegex(@"(Head ""http://[^""]*/blobs/)sha256:[0-9a-f]{64}")]
    private static partial Regex BlobOfRequest();

    /// <summary>ctr's progress display asks once more after the pull has ended.</summary>
    [GeneratedRegex(@"time=\S+ level=error msg=""failed to get content info"" error=""context canceled""\n")]
    private static partial Regex PollingError();

    [GeneratedRegex(@"(/containerd-mount)\d+")]
    private static partial Regex TempMount();

    /// <summary>A shell prints its prompt again when the terminal gets its size.</summary>
    [GeneratedRegex(@"(/work # )(?:\r*/work # )+")]
    private static partial Regex Prompts();

    [GeneratedRegex(@"((?:current|peak) usage: )\d+")]
    private static partial Regex MemoryUsage();

    [GeneratedRegex(@"\b\d{5,10}-[A-Za-z0-9_-]{4}(?=\s|$|"")")]
    private static partial Regex LeaseId();

    [GeneratedRegex(@"Less than a second|About a minute|About an hour|\b\d+ (second|minute|hour)s?\b")]
    private static partial Regex Age();

    [GeneratedRegex(@"elapsed: *\S+ *s[ \t]+total: +.*?\(.*?/s\)[ \t]*")]
    private static partial Regex Elapsed();

    [GeneratedRegex(@"done: [0-9.]+(ns|µs|ms|s|m[0-9.]+s)")]
    private static partial Regex Done();

    [GeneratedRegex(@"(""(?:Pid|pid)""):\s*\d+")]
    private static partial Regex EventPid();

    [GeneratedRegex(@"(?m)^(\S+) +\d+ +(RUNNING|STOPPED|CREATED|PAUSED|PAUSING|UNKNOWN)")]
    private static partial Regex TaskRow();

    [GeneratedRegex(@"^\S+:(?= [a-z]+ \|[+-]+\|)")]
    private static partial Regex ProgressKey();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();
}
