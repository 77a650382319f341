using System.Reflection;
using Architecture.Tests.Tree;

namespace Architecture.Tests.PublicApi;

/// <summary>
/// What others compile against changes only on purpose: the surface is compared with the approved text beside this file.
/// <c>UPDATE_APPROVED=1</c> in the environment writes the texts anew; the change is then seen in the diff.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("PluginHost.Abstractions")]
    [InlineData("PluginHost.Rpc")]
    [InlineData("PluginHost.Bolt")]
    public void The_public_surface_is_the_approved_one(string name)
    {
        string file = Path.Join(Repository.Root, "tests", "Architecture.Tests", "PublicApi", $"{name}.txt");
        string actual = ApiText.Of(Assembly.Load(name));
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
        {
            File.WriteAllText(file, actual);
        }

        string[] approved = File.ReadAllLines(file);
        string[] lines = actual.TrimEnd('\n').Split('\n');

        Verdict.Nothing(
            $"{name} differs from {Repository.Relative(file)} (if that is meant: UPDATE_APPROVED=1 dotnet test tests/Architecture.Tests)",
            Differences(Grouped(approved), Grouped(lines)));
    }

    [Fact]
    public void A_new_a_missing_and_a_changed_member_are_differences()
    {
        string[] approved = ["class N.A", "    int Kept()", "    int Gone()", "", "class N.Gone"];
        string[] actual = ["class N.A", "    int Kept()", "    int New()", "", "class N.New"];

        Assert.Equal(
            ["+ class N.A / int New()", "+ class N.New", "- class N.A / int Gone()", "- class N.Gone"],
            Differences(Grouped(approved), Grouped(actual)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_text_shows_what_a_caller_depends_on()
        => Assert.Equal(
            """
            interface Architecture.Tests.PublicApi.ISpecimen
                Task<string?> FindAsync(string key, CancellationToken cancellationToken)
                virtual bool TryGet(IReadOnlyDictionary<string, object?> values, out string? value)

            sealed class Architecture.Tests.PublicApi.Specimen : IEquatable<Specimen>
                .ctor(string Name, int Count = 3)
                const string Kind = "specimen"
                int Count { get; init; }
                required Uri? Place { get; init; }
                static T Make<T : class>(params T[] choices)
                string Name { get; init; }

            """.ReplaceLineEndings("\n"),
            ApiText.Of([typeof(Specimen), typeof(ISpecimen)]));

    private static IEnumerable<string> Differences(HashSet<string> approved, HashSet<string> actual)
        => approved.Except(actual).Select(line => $"- {line}").Concat(actual.Except(approved).Select(line => $"+ {line}"));

    // A member is compared together with its type, so that the order of lines does not matter.
    private static HashSet<string> Grouped(IEnumerable<string> lines)
    {
        HashSet<string> grouped = [];
        string type = "";
        foreach (string line in lines.Where(line => line.Length > 0))
        {
            type = line[0] == ' ' ? type : line;
            grouped.Add(line[0] == ' ' ? $"{type} / {line.Trim()}" : line);
        }

        return grouped;
    }
}
