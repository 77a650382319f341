using Architecture.Tests.Tree;

namespace Architecture.Tests.Rules;

/// <summary>A file that one can't oversee is cut by the nouns in it.</summary>
internal static class FileSize
{
    public const int MostLines = 500;

    public static IEnumerable<Violation> Find(SourceFile source)
        => source.LineCount > MostLines ? [new Violation(source.Path, $"{source.LineCount} lines, the most is {MostLines}")] : [];
}
