using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>A thread that waits for a task is a thread that nobody else has.</summary>
internal static class BlockingCalls
{
    private static readonly string[] Members =
    [
        "System.Threading.Tasks.Task.Wait", "System.Threading.Tasks.Task.WaitAll", "System.Threading.Tasks.Task.WaitAny",
        "System.Threading.Tasks.Task`1.get_Result", "System.Threading.Tasks.ValueTask`1.get_Result",
    ];

    /// <summary>What the compiled code calls; a property that is merely called Result is none of it.</summary>
    public static IEnumerable<Violation> Find(ProductAssembly assembly)
        => Members.Where(assembly.Members.Contains).Select(member => new Violation(assembly.Area, $"calls {member}"));

    /// <summary>The form that compiled code can't tell from an await.</summary>
    public static IEnumerable<Violation> Find(SourceFile source)
        => source.Nodes<MemberAccessExpressionSyntax>()
            .Where(access => access.Name.Identifier.Text == "GetResult" && IsAwaiter(access.Expression))
            .Select(access => source.At(access, access.ToString()));

    private static bool IsAwaiter(ExpressionSyntax expression)
        => expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GetAwaiter" } };
}
