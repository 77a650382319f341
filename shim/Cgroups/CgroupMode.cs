using PluginHost.Linux;

namespace PluginHost.Shim.Cgroups;

/// <summary>Which kind of control groups the machine has.</summary>
internal static class CgroupMode
{
    /// <summary>Where they are mounted.</summary>
    public const string Mountpoint = "/sys/fs/cgroup";

    private const long CGROUP2_SUPER_MAGIC = 0x63677270;

    /// <summary>Whether there is the unified hierarchy (v2) alone. A hybrid machine counts as v1: its controllers are there.</summary>
    public static bool IsUnified() => LibC.Statfs(Mountpoint).Type == CGROUP2_SUPER_MAGIC;
}
