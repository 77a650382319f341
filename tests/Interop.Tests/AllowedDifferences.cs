using System.Text.RegularExpressions;

namespace Interop.Tests;

/// <summary>All differences that stay; <c>docs/compatibility.md</c> gives the reason of each.</summary>
internal static partial class AllowedDifferences
{
    public static readonly IReadOnlyList<AllowedDifference> All =
    [
        new("version", VersionCommand(), ServerVersion(), string.Empty),
        new("plugins", PluginList(), AnyText(), string.Empty),
        new("exports", PluginDetails(), Exports(), string.Empty),
        new("namespace-events", EventStreams(), NamespaceEvents(), string.Empty),
    ];

    [GeneratedRegex("^ctr version")]
    private static partial Regex VersionCommand();

    [GeneratedRegex(@"(?<=Server:\n)  Version: .*\n  Revision: .*\n|WARNING: (version|revision) mismatch\n")]
    private static partial Regex ServerVersion();

    [GeneratedRegex("^ctr plugins ls( -q)?$")]
    private static partial Regex PluginList();

    [GeneratedRegex("(?s).+")]
    private static partial Regex AnyText();

    [GeneratedRegex("^ctr plugins ls -d")]
    private static partial Regex PluginDetails();

    [GeneratedRegex("events|topics")]
    private static partial Regex EventStreams();

    [GeneratedRegex(@"(?m)\n?^.* /namespaces/(?:create|update) .*$")]
    private static partial Regex NamespaceEvents();

    [GeneratedRegex(@"Exports: +\n +root +\S+\n")]
    private static partial Regex Exports();
}
