using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>The namespace of a file is that of its project followed by its folders.</summary>
internal static class NamespaceIsFolder
{
    public static IEnumerable<Violation> Find(ProjectFile project, SourceFile source)
    {
        string? folder = Path.GetDirectoryName(Path.GetRelativePath(project.Area, source.Path));
        string expected = string.IsNullOrEmpty(folder) ? project.RootNamespace : $"{project.RootNamespace}.{folder.Replace('/', '.')}";

        return source.Nodes<BaseNamespaceDeclarationSyntax>()
            .Where(declaration => declaration.Name.ToString() != expected)
            .Select(declaration => source.At(declaration, $"namespace {declaration.Name}, by its folder it is {expected}"));
    }
}
