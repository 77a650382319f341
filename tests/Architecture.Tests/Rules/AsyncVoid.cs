using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>Nobody can await what returns nothing, and its exception ends the process.</summary>
internal static class AsyncVoid
{
    public static IEnumerable<Violation> Find(SourceFile source)
        => source.Nodes<MethodDeclarationSyntax>()
            .Where(method => IsAsync(method.Modifiers) && IsVoid(method.ReturnType))
            .Select(method => source.At(method, $"async void {method.Identifier}"))
            .Concat(source.Nodes<LocalFunctionStatementSyntax>()
                .Where(function => IsAsync(function.Modifiers) && IsVoid(function.ReturnType))
                .Select(function => source.At(function, $"async void {function.Identifier}")));

    private static bool IsAsync(SyntaxTokenList modifiers) => modifiers.Any(SyntaxKind.AsyncKeyword);

    private static bool IsVoid(TypeSyntax type) => type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
}
