using PluginHost.Linux;

namespace Shim.Tests;

/// <summary>A test of the built shim with real containers; skipped with the reason where something is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShimFactAttribute : FactAttribute
{
    /// <summary>Stands for a machine whose control groups are of version 1.</summary>
    public const string CgroupsV1 = "control groups of version 1";

    /// <param name="needs">Further programs, <see cref="Tools.PluginHost"/>, or <see cref="CgroupsV1"/>.</param>
    public ShimFactAttribute(params string[] needs)
    {
        List<string> missing = [.. ((string[])["runc", "busybox", .. needs]).Where(need => !IsThere(need))];
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

    private static bool IsThere(string need) => need == CgroupsV1 ? Directory.Exists("/sys/fs/cgroup/memory") : Tools.Find(need) is not null;

    /// <summary>The program under test.</summary>
    public static string Shim { get; } = RepositoryRoot.At("out", "bin", "containerd-shim-runc-v2");
}
