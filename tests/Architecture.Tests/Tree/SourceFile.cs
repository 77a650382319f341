using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Architecture.Tests.Tree;

/// <summary>A C# file.</summary>
/// <param name="Path">Relative to the root of the repository.</param>
/// <param name="Text">What it holds.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<SyntaxTree> _syntax = new(
        () => CSharpSyntaxTree.ParseText(Text, new CSharpParseOptions(LanguageVersion.Preview)));

    public SyntaxTree Syntax => _syntax.Value;

    public int LineCount => Text.AsSpan().Count('\n') + (Text.EndsWith('\n') ? 0 : 1);

    /// <summary>All nodes of a kind.</summary>
    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode
        => Syntax.GetRoot().DescendantNodes().OfType<T>();

    public Violation At(SyntaxNode node, string what) => At(node.GetLocation(), what);

    public Violation At(Location location, string what)
        => new(Path, $"line {location.GetLineSpan().StartLinePosition.Line + 1}: {what}");

    public static SourceFile Read(string file) => new(Repository.Relative(file), File.ReadAllText(file));
}
