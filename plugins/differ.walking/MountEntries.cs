using PluginHost.Linux.Mounting;
using PluginHost.Mounts;

namespace PluginHost.Plugins.Walking;

internal static class MountEntries
{
    /// <summary>The mounts as lib/linux has them.</summary>
    public static IReadOnlyList<MountEntry> Of(IReadOnlyList<Mount> mounts)
        => [.. mounts.Select(mount => new MountEntry(mount.Type, mount.Source, mount.Target, mount.Options))];
}
