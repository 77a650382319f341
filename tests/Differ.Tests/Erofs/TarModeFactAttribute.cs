using PluginHost.Conformance.Support;
using PluginHost.Linux;

namespace Differ.Tests.Erofs;

/// <summary>A test with a real <c>mkfs.erofs</c> that reads archives; skipped with the reason where it is missing or older.</summary>
public sealed class TarModeFactAttribute : FactAttribute
{
    public TarModeFactAttribute() => Skip = NeedsAttribute.Missing(["root", "mkfs.erofs"]) ?? TooOld();

    private static string? TooOld()
        => ToolProgram.Run("mkfs.erofs", ["--help"], TimeSpan.FromSeconds(30)).Contains("--tar=", StringComparison.Ordinal)
            ? null
            : "needs mkfs.erofs with --tar (erofs-utils 1.7)";
}
