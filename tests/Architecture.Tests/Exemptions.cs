namespace Architecture.Tests;

/// <summary>Who may break a rule, and why. An exemption that is not needed any more fails the test as well.</summary>
internal static class Exemptions
{
    public static IReadOnlyList<Exemption> All { get; } =
    [
        new(RuleNames.Namespace, "lib/rpc/Grpc.Core", "generated stubs name the namespace Grpc.Core; so does the package that could replace the folder"),
        new(RuleNames.WebFramework, "lib/rpc.server", "gRPC is served by Kestrel; this half of rpc is apart so that the shim does not carry it"),
        new(RuleNames.WebFramework, "host", "the program names the framework of lib/rpc.server, and serves its debug and metrics pages with it"),
        new(RuleNames.Console, "plugins/runtime.v2/Shims/ShimLog.cs", "what a shim logs goes to the daemon's standard error, byte for byte"),
        new(RuleNames.OneNativeCall, "lib/linux/LibC.Clone.cs", "clone is safe only with all signals blocked around it"),
    ];
}
