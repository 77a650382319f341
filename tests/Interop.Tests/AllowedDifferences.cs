using System.Text.RegularExpressions;

namespace Interop.Tests;

/// <summary>All differences that stay; <c>docs/compatibility.md</c> gives the reason of each.</summary>
internal static partial class AllowedDifferences
{
    public static readonly IReadOnlyList<AllowedDifference> All =
    [
        new("version", VersionCommand(), ServerVersion(), string.Empty),
        new("plugins", PluginList(), OwnPlugins(), string.Empty, AnyOrder: true),
        new("plugins", PluginTable(), ColumnGap(), " "),
        new("exports", PluginDetails(), Exports(), string.Empty),
        new("namespace-events", EventStreams(), NamespaceEvents(), string.Empty),
        new("content-events", EventStreams(), ContentEvents(), string.Empty),
    ];

    [GeneratedRegex("^ctr version")]
    private static partial Regex VersionCommand();

    [GeneratedRegex(@"(?<=Server:\n)  Version: .*\n  Revision: .*\n|WARNING: (version|revision) mismatch\n")]
    private static partial Regex ServerVersion();

    [GeneratedRegex("^ctr plugins ls( -q)?$")]
    private static partial Regex PluginList();

    [GeneratedRegex("^ctr plugins ls$")]
    private static partial Regex PluginTable();

    /// <summary>Rows that one of the two has alone; all others are compared with their platforms and status.</summary>
    [GeneratedRegex(
        @"(?m)^(?:io\.containerd\.(?:differ\.v1 +erofs|grpc\.v1 +(?:content-check|cri|gc|metadata|sandboxes)|internal\.v1 +restart|monitor(?:\.task|\.container)?\.v1 +(?:cgroups|restart)|"
            + @"runtime\.v1 +linux|lease\.v1 +manager|sandbox\.store\.v1 +local|metrics\.v1 +grpc-prometheus|server\.v1 +[a-z-]+|service\.v1 +(?!diff)[a-z]+-service|snapshotter\.v1 +(?:aufs|blockfile|btrfs|devmapper|erofs|zfs)|warning\.v1 +deprecations) .*"
            + @"|content-check|cri|gc|metadata|local|sandboxes|restart|cgroups|linux|manager|grpc-prometheus|debug|grpc|grpc-tcp|metrics|ttrpc|[a-ce-z][a-z]+-service|aufs|blockfile|btrfs|devmapper|erofs|zfs|deprecations)\n")]
    private static partial Regex OwnPlugins();

    [GeneratedRegex(" +")]
    private static partial Regex ColumnGap();

    [GeneratedRegex("^ctr plugins ls -d")]
    private static partial Regex PluginDetails();

    [GeneratedRegex("events|topics")]
    private static partial Regex EventStreams();

    [GeneratedRegex(@"(?m)\n?^.* /namespaces/(?:create|update) .*$")]
    private static partial Regex NamespaceEvents();

    /// <summary>The event, or what a ctr of 1.6 says of an event whose type it does not know.</summary>
    [GeneratedRegex(@"(?m)\n?^.*(?:/content/create |containerd\.events\.ContentCreate: not found).*$")]
    private static partial Regex ContentEvents();

    [GeneratedRegex(@"Exports: +\n +root +\S+\n")]
    private static partial Regex Exports();
}
