using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>State belongs to an object that somebody made and somebody closes.</summary>
internal static class StaticState
{
    public static IEnumerable<Violation> Find(SourceFile source) => Fields(source).Concat(Properties(source));

    private static IEnumerable<Violation> Fields(SourceFile source)
        => source.Nodes<BaseFieldDeclarationSyntax>()
            .Where(field => field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
            .Select(field => source.At(field, $"static {field.Declaration}"));

    // `static int Count { get; set; }` hides a field.
    private static IEnumerable<Violation> Properties(SourceFile source)
        => source.Nodes<PropertyDeclarationSyntax>()
            .Where(property => property.Modifiers.Any(SyntaxKind.StaticKeyword) && HasAutoSetter(property))
            .Select(property => source.At(property, $"static {property.Type} {property.Identifier} {{ get; set; }}"));

    private static bool HasAutoSetter(PropertyDeclarationSyntax property)
        => !property.Modifiers.Any(SyntaxKind.AbstractKeyword)
            && property.AccessorList?.Accessors.Any(
                accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration) && accessor.Body is null && accessor.ExpressionBody is null) == true;
}
