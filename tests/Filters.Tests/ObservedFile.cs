using System.Text.Json;

namespace Filters.Tests;

/// <summary>The lines of a file in <c>Observed/</c>; they are plain ASCII, so that a test's name can hold them.</summary>
internal static class ObservedFile
{
    public static IEnumerable<string> Lines(string name)
        => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Observed", name));

    public static TheoryData<string> Filters(string name)
        => [.. Lines(name).Where(line => line.StartsWith("{\"filter\"", StringComparison.Ordinal))];

    public static string Text(string line, string property)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(property).GetString()!;
    }

    public static bool IsError(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("error", out _);
    }

    /// <summary>The names that a line says matched, sorted.</summary>
    public static IReadOnlyList<string> Matches(string line, IEnumerable<string> all)
    {
        const string AllBut = "all but ";
        string matches = Text(line, "matches");
        IEnumerable<string> names = matches == "all" ? all
            : matches.StartsWith(AllBut, StringComparison.Ordinal) ? all.Except(matches[AllBut.Length..].Split(' '))
            : matches.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
