namespace Architecture.Tests;

/// <summary>The rules that can have exemptions.</summary>
internal static class RuleNames
{
    public const string FileSize = "file size";
    public const string Namespace = "namespace equals folder";
    public const string UnfinishedWork = "nothing unfinished";
    public const string SwallowedException = "no exception is swallowed";
    public const string Blocking = "no blocking on tasks";
    public const string Sleeping = "no sleeping thread";
    public const string AsyncVoid = "no async void";
    public const string WallClock = "no wall clock but the injected one";
    public const string Console = "no console";
    public const string NativeCalls = "native calls in few places";
    public const string OneNativeCall = "one native call per file";
    public const string UnsafeCode = "unsafe code in few places";
    public const string StaticState = "no static mutable state";
    public const string WebFramework = "ASP.NET at the edge";
}
