using Architecture.Tests.Tree;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Architecture.Tests;

/// <summary>Assemblies made of a line of code, to see what the rules see in them.</summary>
internal static class Compiled
{
    public static ProductAssembly Assembly(string text)
    {
        string[] framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':');
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Compiled",
            [CSharpSyntaxTree.ParseText(text)],
            framework.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;

        return ProductAssembly.Read("lib/compiled", "Compiled.dll", image);
    }
}
