using PluginHost.Linux;

namespace Shim.Tests;

/// <summary>A test of the built shim with real containers; skipped with the reason where something is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShimFactAttribute : FactAttribute
{
    /// <param name="needs">Further programs.</param>
    public ShimFactAttribute(params string[] needs)
    {
        List<string> missing = [.. ((string[])["runc", "busybox", .. needs]).Where(tool => Tools.Find(tool) is null).Select(tool => $"the program {tool}")];
        if (LibC.GetEffectiveUid() != 0)
        {
            missing.Add("root");
        }

        if (!File.Exists(Shim))
        {
            missing.Add("out/bin/containerd-shim-runc-v2 (run scripts/build)");
        }

        Skip = missing.Count == 0 ? null : "needs " + string.Join(", ", missing);
    }

    /// <summary>The program under test.</summary>
    public static string Shim { get; } = RepositoryRoot.At("out", "bin", "containerd-shim-runc-v2");
}
