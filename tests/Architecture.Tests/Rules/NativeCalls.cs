using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests.Rules;

/// <summary>Where the kernel and native libraries are called.</summary>
internal static class NativeCalls
{
    public static IEnumerable<Violation> Find(SourceFile source)
        => Imports(source).Select(import => source.At(import, import.Name.ToString()));

    /// <summary>What the compiled code calls, also where a source generator wrote it.</summary>
    public static IEnumerable<Violation> Find(ProductAssembly assembly)
        => assembly.NativeMethods.Select(method => new Violation(assembly.Area, $"calls native code in {method}"));

    /// <summary>One call per file, so that each is found by its name.</summary>
    public static IEnumerable<Violation> MoreThanOne(SourceFile source)
        => Imports(source).Skip(1).Select(import => source.At(import, "one more native call in the same file"));

    private static IEnumerable<AttributeSyntax> Imports(SourceFile source)
        => source.Nodes<AttributeSyntax>().Where(
            attribute => attribute.Name.ToString().Split('.')[^1] is "LibraryImport" or "DllImport" or "LibraryImportAttribute" or "DllImportAttribute");
}
