using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.SnapshotStore;
using PluginHost.SnapshotStore.Directories;

namespace PluginHost.Plugins.Erofs;

/// <summary>Makes the image of a layer from what was written to a snapshot, with <c>mkfs.erofs</c> of erofs-utils.</summary>
internal static class ErofsImage
{
    public const string Program = "mkfs.erofs";

    /// <summary>Whether the program can make an image from an archive (erofs-utils 1.7).</summary>
    /// <exception cref="IOException">It can't be run.</exception>
    public static bool ReadsArchives()
        => ToolProgram.Run(Program, ["--help"], TimeSpan.FromSeconds(10)).Contains("--tar=", StringComparison.Ordinal);

    /// <summary>Makes <c>layer.erofs</c>. What was written stays.</summary>
    /// <param name="directories">The directories of the snapshots.</param>
    /// <param name="id">The snapshot.</param>
    /// <param name="mounted">Where the image that was written to is mounted; null: it is not.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="IOException">The program is missing or fails; or a file can't be made.</exception>
    public static async Task MakeAsync(
        SnapshotDirectories directories, SnapshotId id, string? mounted, CancellationToken cancellationToken)
    {
        string upper = directories.UpperOf(id);
        string writable = directories.WritableOf(id);
        string layer = directories.LayerOf(id);
        if (mounted is not null || !File.Exists(writable))
        {
            await MakeAsync(layer, mounted is null ? upper : WrittenIn(mounted, upper), cancellationToken);
            return;
        }

        // The journal of an image that is in use is left alone.
        Linux.Mounting.Mounts.Mount(new MountEntry("ext4", writable, "", ["ro", "loop", "noload"]), upper);
        try
        {
            await MakeAsync(layer, WrittenIn(upper, upper), cancellationToken);
        }
        finally
        {
            await Unmounts.OneAsync(upper, UmountFlags.UMOUNT_NOFOLLOW, CancellationToken.None);
        }
    }

    /// <summary>Sets or clears the immutable attribute of an image; a missing one is fine.</summary>
    /// <exception cref="LinuxException">The file system has no such attribute, or the call failed.</exception>
    public static void SetImmutable(string layer, bool immutable)
    {
        int errno = LibC.TryOpenAt(
            SafeFileDescriptor.CurrentDirectory, layer, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, 0, out SafeFileDescriptor file);
        using (file)
        {
            // A link leads to an image that is somebody else's.
            if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            {
                return;
            }

            LinuxException.ThrowIf(errno, "open", layer);
            int flags = LibC.GetInodeFlags(file);
            int wanted = immutable ? flags | LibC.FS_IMMUTABLE_FL : flags & ~LibC.FS_IMMUTABLE_FL;
            if (wanted != flags)
            {
                LibC.SetInodeFlags(file, wanted);
            }
        }
    }

    // An image that was never mounted for writing has nothing.
    private static string WrittenIn(string mounted, string empty)
        => Path.Join(mounted, "upper") is var written && Directory.Exists(written) ? written : empty;

    private static async Task MakeAsync(string layer, string directory, CancellationToken cancellationToken)
    {
        string making = $"{layer}.new";
        File.Delete(making);
        await ToolProgram.RunAsync(Program, ["--quiet", "-Enoinline_data", making, directory], input: null, cancellationToken);
        await Task.Run(() => Sync(making), CancellationToken.None);
        File.Move(making, layer, overwrite: true);
    }

    private static void Sync(string path)
    {
        using SafeFileDescriptor file = LibC.Open(path, OpenFlags.O_RDONLY);
        LibC.Fsync(file);
    }
}
