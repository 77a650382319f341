using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>Static members of the framework that have a better form here.</summary>
internal static class MemberUse
{
    public static IEnumerable<Violation> Sleeping(SourceFile source) => Find(source, "Thread", "Sleep");

    public static IEnumerable<Violation> WallClock(SourceFile source)
        => Find(source, "DateTime", "Now", "UtcNow", "Today").Concat(Find(source, "DateTimeOffset", "Now", "UtcNow"));

    public static IEnumerable<Violation> Console(SourceFile source)
        => Find(source, "Console")
            .Concat(source.Nodes<UsingDirectiveSyntax>()
                .Where(directive => directive.NamespaceOrType.ToString() == "System.Console")
                .Select(directive => source.At(directive, directive.ToString())));

    // No names: all members.
    private static IEnumerable<Violation> Find(SourceFile source, string type, params string[] names)
        => source.Nodes<MemberAccessExpressionSyntax>()
            .Where(access => IsType(access.Expression, type) && (names.Length == 0 || names.Contains(access.Name.Identifier.Text)))
            .Select(access => source.At(access, access.ToString()));

    private static bool IsType(ExpressionSyntax expression, string type) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.Text == type,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text == type && access.Expression.ToString() is "System" or "System.Threading",
        _ => false,
    };
}
