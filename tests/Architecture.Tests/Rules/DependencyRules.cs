namespace Architecture.Tests.Rules;

/// <summary>Which project may use which. An area is the directory of a project.</summary>
internal static class DependencyRules
{
    /// <summary>Messages and stubs stay at the edges of the daemon: in these, and nowhere else.</summary>
    public static IReadOnlyDictionary<string, string> WireContractUsers { get; } = new Dictionary<string, string>
    {
        ["plugins/grpc.services"] = "turns messages into calls",
        ["plugins/cri"] = "speaks its own contract of the wire",
        ["plugins/runtime.v2"] = "is a client of shims",
        ["plugins/monitor.cgroups"] = "reads the figures that shims give as messages",
        ["plugins/proxy.plugins"] = "is a client of vendors' processes",
        ["plugins/event.exchange"] = "is the one place that turns event records into messages",
        ["plugins/metadata.bolt"] = "stores protobuf bytes, as upstream does (core/metadata/boltutil/helpers.go)",
        ["host"] = "carries the assembly beside itself, and its commands are clients of the daemon",
        ["shim"] = "serves the task service",
        ["client"] = "is a client of the daemon",
    };

    /// <summary>What a library may use that is no library.</summary>
    private static readonly HashSet<(string From, string To)> LibraryExceptions =
    [
        ("lib/rpc", "abstractions"),
        ("lib/rpc.server", "abstractions"),
        ("lib/snapshotstore", "abstractions"),
    ];

    /// <summary>What the code of the daemon itself knows: it carries the other libraries for the plugins.</summary>
    private static readonly HashSet<string> HostCode =
        ["abstractions", "proto", "lib/rpc", "lib/rpc.server", "lib/toml", "lib/linux", "lib/oci"];

    private static readonly HashSet<string> Shim = ["abstractions", "proto", "lib/rpc", "lib/linux", "lib/oci"];

    /// <summary>Why <paramref name="from"/> may not use <paramref name="to"/>; null when it may.</summary>
    public static string? Fault(string from, string to)
    {
        string user = Kind(from);
        string used = Kind(to);

        return (user, used) switch
        {
            _ when from == to => null,
            ("abstractions", _) => to == "lib/oci" ? null : "the contracts know the types of OCI and nothing else",
            ("proto", _) => to == "lib/rpc" ? null : "the wire contract needs the types of its stubs and nothing else",
            ("lib", "lib") => null,
            ("lib", _) => LibraryExceptions.Contains((from, to)) ? null : "a library knows nothing of the daemon",
            (_, "plugins") => "plugins meet in abstractions: nobody references one",
            (_, "host" or "shim") => "a program is no library",
            ("plugins" or "host", "client") => "the daemon is no client of itself",
            ("shim", _) => Shim.Contains(to) ? null : "the shim is small: contracts, wire, the half of rpc without ASP.NET, linux, oci",
            (_, "proto") => WireContractUsers.ContainsKey(from) || WireContractUsers.ContainsKey(user)
                ? null
                : "messages stay at the edges, inside are records",
            _ => null,
        };
    }

    /// <summary>Why the code of the daemon itself may not use <paramref name="to"/>; null when it may.</summary>
    public static string? HostCodeFault(string to)
        => HostCode.Contains(to) ? null : "the daemon's own code knows configuration, plugins and listeners";

    private static string Kind(string area) => area.Split('/')[0];
}
