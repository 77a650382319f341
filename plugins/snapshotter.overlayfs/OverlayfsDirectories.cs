using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Overlayfs;

/// <summary>
/// What lies in a snapshot's directory (0700): <c>fs</c> (0755), its own layer, and <c>work</c> (0711), which the kernel needs beside a
/// writable layer. A committed snapshot keeps its <c>work</c>.
/// </summary>
internal static class OverlayfsDirectories
{
    public const string Layer = "fs";
    public const string Work = "work";

    public static string LayerOf(this SnapshotDirectories directories, SnapshotId id) => Path.Join(directories.PathOf(id), Layer);

    public static string WorkOf(this SnapshotDirectories directories, SnapshotId id) => Path.Join(directories.PathOf(id), Work);
}
