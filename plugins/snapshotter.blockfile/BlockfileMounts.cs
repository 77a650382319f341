using PluginHost.Mounts;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Blockfile;

/// <summary>How to mount a snapshot: one image over a loop device. A view of a parent shows the parent's own image.</summary>
/// <param name="FileSystem">What the images are formatted with.</param>
/// <param name="Options">The options of every mount.</param>
internal sealed record BlockfileMounts(string FileSystem, IReadOnlyList<string> Options)
{
    private const string Loop = "loop";

    public static BlockfileMounts For(BlockfileConfig config) => new(
        config.FsType.Length > 0 ? config.FsType : "ext4",
        config.MountOptions.Contains(Loop) ? config.MountOptions : [.. config.MountOptions, Loop]);

    public IReadOnlyList<Mount> Of(Snapshot snapshot, SnapshotDirectories images)
    {
        bool writable = snapshot.Kind == SnapshotKind.Active;
        SnapshotId shown = writable || snapshot.ParentIds.Count == 0 ? snapshot.Id : snapshot.ParentIds[0];

        return [new Mount(FileSystem, images.PathOf(shown), [.. Options, writable ? "rw" : "ro"])];
    }
}
