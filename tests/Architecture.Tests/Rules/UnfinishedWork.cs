using System.Text.RegularExpressions;
using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>What is not done is a decision in <c>docs/decisions</c>, not a comment.</summary>
internal static partial class UnfinishedWork
{
    public static IEnumerable<Violation> Find(SourceFile source)
        => Comments(source).Concat(Exceptions(source));

    private static IEnumerable<Violation> Comments(SourceFile source)
        => source.Syntax.GetRoot().DescendantTrivia(descendIntoTrivia: false)
            .Where(IsComment)
            .Select(trivia => (Trivia: trivia, Word: Words().Match(trivia.ToString())))
            .Where(found => found.Word.Success)
            .Select(found => source.At(found.Trivia.GetLocation(), $"a comment says {found.Word.Value}"));

    private static IEnumerable<Violation> Exceptions(SourceFile source)
        => source.Nodes<ObjectCreationExpressionSyntax>()
            .Where(creation => creation.Type.ToString().EndsWith(nameof(NotImplementedException), StringComparison.Ordinal))
            .Select(creation => source.At(creation, $"new {creation.Type}"));

    private static bool IsComment(SyntaxTrivia trivia)
        => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Words();
}
