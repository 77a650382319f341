using PluginHost.Linux;

namespace PluginHost.Conformance.Support;

internal static class RootRequirement
{
    /// <summary>Why tests that mount can't run; null if they can.</summary>
    public static string? Missing => LibC.GetEffectiveUid() == 0 ? null : "needs root: it mounts file systems and changes owners";
}
