using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Native;

/// <summary>How to mount a snapshot: always one bind mount. A view of a parent shows the parent's own directory.</summary>
internal static class NativeMounts
{
    public static IReadOnlyList<Mount> Of(Snapshot snapshot, SnapshotDirectories directories)
    {
        bool writable = snapshot.Kind == SnapshotKind.Active;
        SnapshotId shown = writable || snapshot.ParentIds.Count == 0 ? snapshot.Id : snapshot.ParentIds[0];

        return [new Mount("bind", directories.PathOf(shown), ["rbind", writable ? "rw" : "ro"])];
    }
}
