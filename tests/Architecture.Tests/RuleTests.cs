using Architecture.Tests.Rules;
using Architecture.Tests.Tree;

namespace Architecture.Tests;

/// <summary>That each rule finds what it is for, and nothing else.</summary>
public sealed class RuleTests
{
    [Fact]
    public void A_file_of_501_lines_is_too_long_and_one_of_500_is_not()
    {
        Assert.NotEmpty(FileSize.Find(Source(string.Concat(Enumerable.Repeat("\n", 501)))));
        Assert.Empty(FileSize.Find(Source(string.Concat(Enumerable.Repeat("\n", 500)))));
        Assert.NotEmpty(FileSize.Find(Source(string.Concat(Enumerable.Repeat("\n", 500)) + "}")));
    }

    [Theory]
    [InlineData("lib/acme/A.cs", "Acme", true)]
    [InlineData("lib/acme/Wire/Old/A.cs", "Acme.Wire.Old", true)]
    [InlineData("lib/acme/Wire/A.cs", "Acme", false)]
    [InlineData("lib/acme/A.cs", "Acme.Wire", false)]
    public void A_namespace_is_compared_with_the_folder(string path, string name, bool isRight)
    {
        ProjectFile project = new("lib/acme/Acme.csproj", "Acme", "Acme", [], [], [], AllowsUnsafeBlocks: false);

        Assert.Equal(isRight, !NamespaceIsFolder.Find(project, new SourceFile(path, $"namespace {name};")).Any());
    }

    [Theory]
    [InlineData("// TODO: later", true)]
    [InlineData("/* FIXME */", true)]
    [InlineData("/// <summary>A HACK.</summary>\nclass C;", true)]
    [InlineData("class C { void M() => throw new NotImplementedException(); }", true)]
    [InlineData("class C { string Word => \"TODO\"; }", false)]
    [InlineData("// Hacking is not meant; nor is todo in small letters", false)]
    public void Unfinished_work_is_found_in_comments_and_exceptions(string text, bool isFound)
        => Assert.Equal(isFound, UnfinishedWork.Find(Source(text)).Any());

    [Theory]
    [InlineData("catch { }", true)]
    [InlineData("catch { /* whatever it was */ }", true)]
    [InlineData("catch (Exception) { /* whatever it was */ }", true)]
    [InlineData("catch (IOException) { }", true)]
    [InlineData("catch (IOException) { /* the file is gone, which is what was wanted */ }", false)]
    [InlineData("catch (Exception error) when (IsExpected(error)) { /* the peer went away */ }", false)]
    [InlineData("catch (DaemonException error) when (error.Kind == ErrorKind.NotFound) { }", false)]
    [InlineData("catch (Exception error) { Log(error); }", false)]
    public void A_swallowed_exception_is_found(string clause, bool isFound)
        => Assert.Equal(isFound, SwallowedExceptions.Find(Source($"class C {{ void M() {{ try {{ N(); }} {clause} }} }}")).Any());

    [Theory]
    [InlineData("Thread.Sleep(1)", true)]
    [InlineData("System.Threading.Thread.Sleep(1)", true)]
    [InlineData("sleeper.Sleep(1)", false)]
    public void A_sleeping_thread_is_found(string call, bool isFound) => Assert.Equal(isFound, MemberUse.Sleeping(Statement(call)).Any());

    [Theory]
    [InlineData("_ = DateTime.Now", true)]
    [InlineData("_ = System.DateTimeOffset.UtcNow", true)]
    [InlineData("_ = clock.GetUtcNow()", false)]
    [InlineData("_ = Timestamp.Now(clock)", false)]
    public void A_look_at_the_wall_clock_is_found(string statement, bool isFound)
        => Assert.Equal(isFound, MemberUse.WallClock(Statement(statement)).Any());

    [Theory]
    [InlineData("Console.WriteLine()", true)]
    [InlineData("_ = System.Console.Error", true)]
    [InlineData("task.Console.Resize()", false)]
    public void A_console_is_found(string statement, bool isFound) => Assert.Equal(isFound, MemberUse.Console(Statement(statement)).Any());

    [Fact]
    public void A_console_in_a_using_directive_is_found() => Assert.NotEmpty(MemberUse.Console(Source("using static System.Console;")));

    [Theory]
    [InlineData("async void M() => await N();", true)]
    [InlineData("void M() { async void Inner() => await N(); }", true)]
    [InlineData("async Task M() => await N();", false)]
    [InlineData("void M() => N();", false)]
    public void An_async_void_method_is_found(string member, bool isFound)
        => Assert.Equal(isFound, AsyncVoid.Find(Source($"class C {{ {member} }}")).Any());

    [Theory]
    [InlineData("_ = Task.FromResult(1).Result;", true)]
    [InlineData("_ = new ValueTask<int>(1).Result;", true)]
    [InlineData("Task.CompletedTask.Wait();", true)]
    [InlineData("Task.WaitAll(Task.CompletedTask);", true)]
    [InlineData("_ = new Box(1).Result;", false)]
    [InlineData("_ = Task.WhenAll();", false)]
    public void Compiled_code_that_waits_for_a_task_is_found(string statement, bool isFound)
        => Assert.Equal(isFound, BlockingCalls.Find(Compiled.Assembly(
            $"using System.Threading.Tasks; record Box(int Result); class C {{ void M() {{ {statement} }} }}")).Any());

    [Theory]
    [InlineData("N().GetAwaiter().GetResult()", true)]
    [InlineData("source.GetResult(1)", false)]
    public void An_awaiter_that_is_asked_for_its_result_is_found(string statement, bool isFound)
        => Assert.Equal(isFound, BlockingCalls.Find(Statement(statement)).Any());

    [Theory]
    [InlineData("[LibraryImport(\"libc\")] static partial int getpid();", 1, 0)]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int getpid();", 1, 0)]
    [InlineData("[LibraryImport(\"libc\")] static partial int getpid(); [LibraryImport(\"libc\")] static partial int getppid();", 2, 1)]
    [InlineData("int getpid() => 1;", 0, 0)]
    public void Native_calls_are_counted(string members, int all, int tooMany)
    {
        SourceFile source = Source($"partial class C {{ {members} }}");

        Assert.Equal(all, NativeCalls.Find(source).Count());
        Assert.Equal(tooMany, NativeCalls.MoreThanOne(source).Count());
    }

    [Theory]
    [InlineData("unsafe void M() { }", true)]
    [InlineData("void M() { unsafe { } }", true)]
    [InlineData("void M(int unsafeCount) { }", false)]
    public void Unsafe_code_is_found(string member, bool isFound)
        => Assert.Equal(isFound, UnsafeCode.Find(Source($"class C {{ {member} }}")).Any());

    [Theory]
    [InlineData("static int _count;", true)]
    [InlineData("static event Action Changed;", true)]
    [InlineData("static int Count { get; set; }", true)]
    [InlineData("static readonly int Count = 1;", false)]
    [InlineData("const int Count = 1;", false)]
    [InlineData("static int Count { get; } = 1;", false)]
    [InlineData("static int Count => 1;", false)]
    [InlineData("int _count;", false)]
    public void Static_state_is_found(string member, bool isFound)
        => Assert.Equal(isFound, StaticState.Find(Source($"class C {{ {member} }}")).Any());

    [Fact]
    public void Of_a_compiled_assembly_public_types_and_native_methods_are_seen()
    {
        ProductAssembly assembly = Compiled.Assembly(
            """
            public class Open { public class Nested; }
            internal class Closed { [System.Runtime.InteropServices.DllImport("libc")] static extern int getpid(); }
            """);

        Assert.Equal(["Open"], assembly.PublicTypes);
        Assert.Equal(["Closed.getpid"], assembly.NativeMethods);
        Assert.Equal(0, assembly.PluginAttributes);
    }

    private static SourceFile Source(string text) => new("lib/acme/A.cs", text);

    private static SourceFile Statement(string statement) => Source($"class C {{ void M() {{ {statement}; }} }}");
}
