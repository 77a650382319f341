using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>
/// An empty catch block is allowed where it names the exception it expects and says, by a filter or in a comment, why nothing is to be
/// done; never for all exceptions without a filter.
/// </summary>
internal static class SwallowedExceptions
{
    public static IEnumerable<Violation> Find(SourceFile source)
        => source.Nodes<CatchClauseSyntax>().Where(clause => clause.Block.Statements.Count == 0)
            .Select(clause => (Clause: clause, Fault: Fault(clause)))
            .Where(found => found.Fault is not null)
            .Select(found => source.At(found.Clause, found.Fault!));

    private static string? Fault(CatchClauseSyntax clause)
    {
        string type = clause.Declaration?.Type.ToString() ?? "Exception";

        return clause.Filter is not null ? null
            : type is "Exception" or "System.Exception" ? "an empty catch of every exception"
            : HasReason(clause.Block) ? null
            : $"an empty catch of {type} without a comment that says why";
    }

    private static bool HasReason(BlockSyntax block)
        => block.DescendantTrivia().Any(
            trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia);
}
