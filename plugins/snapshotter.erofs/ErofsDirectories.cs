using PluginHost.Linux;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Erofs;

/// <summary>
/// What lies in a snapshot's directory (0700): <c>fs</c> (0755), what a container writes; for an active one <c>work</c> (0711), which the
/// kernel needs beside it, and <c>.erofslayer</c>, by which the differ knows that the layer may be made as an image; <c>layer.erofs</c>, the
/// image, once there is one; <c>rwlayer.img</c> in the place of <c>fs</c> and <c>work</c> where a size is configured; and maybe
/// <c>fsmeta.erofs</c>, the merged directories of this layer and those below, which others make.
/// </summary>
internal static class ErofsDirectories
{
    private const string Upper = "fs";
    private const string Work = "work";
    private const string Marker = ".erofslayer";
    private const string Layer = "layer.erofs";

    public static string UpperOf(this SnapshotDirectories directories, SnapshotId id) => Path.Join(directories.PathOf(id), Upper);

    public static string WorkOf(this SnapshotDirectories directories, SnapshotId id) => Path.Join(directories.PathOf(id), Work);

    public static string LayerOf(this SnapshotDirectories directories, SnapshotId id) => LayerIn(directories.PathOf(id));

    /// <summary>The image in a directory of a snapshot, whatever its name is now.</summary>
    public static string LayerIn(string directory) => Path.Join(directory, Layer);

    public static string WritableOf(this SnapshotDirectories directories, SnapshotId id) => Path.Join(directories.PathOf(id), "rwlayer.img");

    public static string MergedOf(this SnapshotDirectories directories, SnapshotId id) => Path.Join(directories.PathOf(id), "fsmeta.erofs");

    /// <summary>
    /// Whether the image is all that the snapshot is: the differ made it, or a commit. One that was made of what is still there was made by a
    /// commit that never came to its end, and says nothing.
    /// </summary>
    public static bool HasLayer(this SnapshotDirectories directories, SnapshotId id)
        => File.Exists(directories.LayerOf(id))
            && !File.Exists(directories.WritableOf(id))
            && !Directory.EnumerateFileSystemEntries(directories.UpperOf(id)).Any();

    /// <summary>Makes what a new snapshot has.</summary>
    /// <param name="directory">Its directory, which is empty.</param>
    /// <param name="kind">Active or view.</param>
    /// <param name="blockMode">Whether what is written goes to an image.</param>
    /// <param name="owner">Whose <c>fs</c> is to be; null for the daemon's.</param>
    public static void Fill(string directory, SnapshotKind kind, bool blockMode, LayerOwner? owner)
    {
        string upper = Path.Join(directory, Upper);
        SnapshotDirectories.MakeDirectory(upper, FileModes.Octal0755);
        if (kind == SnapshotKind.Active)
        {
            if (!blockMode)
            {
                SnapshotDirectories.MakeDirectory(Path.Join(directory, Work), FileModes.Octal0711);
            }

            const OpenFlags New = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
            LibC.Open(Path.Join(directory, Marker), New, FileModes.Octal0644).Dispose();
        }

        if (!blockMode)
        {
            owner?.Give(upper);
        }
    }
}
