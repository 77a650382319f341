using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Architecture.Tests.Rules;

/// <summary>Where the compiler does not check memory.</summary>
internal static class UnsafeCode
{
    public static IEnumerable<Violation> Find(SourceFile source)
        => source.Syntax.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.UnsafeKeyword))
            .Select(token => source.At(token.GetLocation(), "unsafe"));
}
