using Architecture.Tests.Rules;
using Architecture.Tests.Tree;

namespace Architecture.Tests;

public sealed class SourceTests
{
    private static readonly string[] Programs = ["host", "client", "shim"];
    private static readonly string[] NativeAreas = ["lib/linux", "shim"];

    [Fact]
    public void Every_file_can_be_parsed()
        => Verdict.Nothing(
            "syntax",
            from source in Repository.Sources
            from fault in source.Syntax.GetDiagnostics()
            where fault.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error
            select $"{source.Path}: {fault}");

    [Fact]
    public void No_file_is_longer_than_one_can_oversee() => Holds(RuleNames.FileSize, Repository.Sources, FileSize.Find);

    [Fact]
    public void Namespaces_follow_folders()
        => Verdict.Holds(
            RuleNames.Namespace,
            from project in Repository.ProductProjects
            from source in Repository.ProductSources
            where source.Path.StartsWith(project.Area + "/", StringComparison.Ordinal)
            from violation in NamespaceIsFolder.Find(project, source)
            select violation);

    [Fact]
    public void Nothing_is_unfinished() => Holds(RuleNames.UnfinishedWork, Repository.Sources, UnfinishedWork.Find);

    [Fact]
    public void No_exception_is_swallowed() => Holds(RuleNames.SwallowedException, Repository.Sources, SwallowedExceptions.Find);

    [Fact]
    public void No_thread_sleeps() => Holds(RuleNames.Sleeping, Repository.Sources, MemberUse.Sleeping);

    [Fact]
    public void No_method_is_async_void() => Holds(RuleNames.AsyncVoid, Repository.Sources, AsyncVoid.Find);

    [Fact]
    public void No_thread_waits_for_a_task()
        => Verdict.Holds(
            RuleNames.Blocking,
            ProductAssembly.All.SelectMany(BlockingCalls.Find).Concat(Repository.ProductSources.SelectMany(BlockingCalls.Find)));

    [Fact]
    public void Time_comes_from_the_clock_that_was_given() => Holds(RuleNames.WallClock, Repository.ProductSources, MemberUse.WallClock);

    [Fact]
    public void Only_programs_have_a_console()
        => Holds(RuleNames.Console, Repository.ProductSources.Where(source => !Programs.Contains(source.Path.Split('/')[0])), MemberUse.Console);

    [Fact]
    public void The_kernel_is_called_in_one_library_and_the_shim()
        => Verdict.Holds(
            RuleNames.NativeCalls,
            Outside(NativeAreas).SelectMany(NativeCalls.Find)
                .Concat(ProductAssembly.All.Where(assembly => !NativeAreas.Contains(assembly.Area)).SelectMany(NativeCalls.Find)));

    [Fact]
    public void Each_native_call_has_its_file()
        => Holds(RuleNames.OneNativeCall, Repository.ProductSources, NativeCalls.MoreThanOne);

    [Fact]
    public void Unsafe_code_is_where_bytes_are_laid_out() => Holds(RuleNames.UnsafeCode, Outside("lib/linux", "lib/bolt"), UnsafeCode.Find);

    [Fact]
    public void No_static_field_changes() => Holds(RuleNames.StaticState, Repository.ProductSources, StaticState.Find);

    private static IEnumerable<SourceFile> Outside(params string[] areas)
        => Repository.ProductSources.Where(source => !areas.Any(area => source.Path.StartsWith(area + "/", StringComparison.Ordinal)));

    private static void Holds(string rule, IEnumerable<SourceFile> sources, Func<SourceFile, IEnumerable<Violation>> find)
        => Verdict.Holds(rule, sources.SelectMany(find));
}
