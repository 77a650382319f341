using PluginHost.Linux;

namespace Interop.Tests;

/// <summary>A test with an <c>mkfs.erofs</c> that makes images of archives; skipped with the reason where it is missing or older.</summary>
public sealed class TarModeFactAttribute : FactAttribute
{
    public TarModeFactAttribute()
        => Skip = new RequiresFactAttribute("root", "ctr", "runc", "busybox", "mkfs.erofs", Tools.PluginHost).Skip ?? TooOld();

    private static string? TooOld()
        => ToolProgram.Run(Tools.Get("mkfs.erofs"), ["--help"], TimeSpan.FromSeconds(30)).Contains("--tar=", StringComparison.Ordinal)
            ? null
            : "needs mkfs.erofs with --tar (erofs-utils 1.7)";
}
