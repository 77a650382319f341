namespace Architecture.Tests;

/// <summary>Who may break a rule, and why. An exemption that is not needed any more fails the test as well.</summary>
internal static class Exemptions
{
    public static IReadOnlyList<Exemption> All { get; } =
    [
        new(RuleNames.Namespace, "lib/rpc/Grpc.Core", "generated stubs name the namespace Grpc.Core; so does the package that could replace the folder"),
        new(RuleNames.NativeCalls, "lib/bolt", "a library of its own, usable without lib/linux: the four calls that a durable, locked file needs"),
        new(RuleNames.OneNativeCall, "lib/linux/LibC.Clone.cs", "clone is safe only with all signals blocked around it"),
    ];
}
