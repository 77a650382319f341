using Architecture.Tests.Tree;

namespace Architecture.Tests;

/// <summary>Compares what breaks a rule with what may.</summary>
internal static class Verdict
{
    /// <summary>Fails with all violations that no exemption covers, and with exemptions that nothing needs any more.</summary>
    public static void Holds(string rule, IEnumerable<Violation> violations)
    {
        List<Violation> all = [.. violations];
        List<Exemption> exemptions = [.. Exemptions.All.Where(exemption => exemption.Rule == rule)];
        IEnumerable<string> broken = all.Where(violation => !exemptions.Any(exemption => Covers(exemption, violation)))
            .Select(violation => $"{violation.Place}: {violation.What}");
        IEnumerable<string> stale = exemptions.Where(exemption => !all.Any(violation => Covers(exemption, violation)))
            .Select(exemption => $"{exemption.Place}: is exempt without need, take it off the list");

        Nothing(rule, broken.Concat(stale));
    }

    /// <summary>Fails with every line of <paramref name="faults"/>.</summary>
    public static void Nothing(string rule, IEnumerable<string> faults)
    {
        List<string> lines = [.. faults.Order(StringComparer.Ordinal)];
        if (lines.Count > 0)
        {
            Assert.Fail($"{rule}:\n  {string.Join("\n  ", lines)}");
        }
    }

    private static bool Covers(Exemption exemption, Violation violation)
        => violation.Place == exemption.Place || violation.Place.StartsWith(exemption.Place + "/", StringComparison.Ordinal);
}
