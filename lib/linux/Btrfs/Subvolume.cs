using PluginHost.Linux.Files;

namespace PluginHost.Linux.Btrfs;

/// <summary>Subvolumes of a btrfs file system (btrfs-subvolume(8)), by the ioctls of linux/btrfs.h.</summary>
public static class Subvolume
{
    private const OpenFlags Directory = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;

    /// <summary>Makes an empty subvolume, whose root directory has mode 0755, whatever the umask is.</summary>
    /// <exception cref="LinuxException">EEXIST; ENOTTY: not on btrfs; or another failure.</exception>
    public static void Create(string path)
    {
        using SafeFileDescriptor parent = LibC.Open(ParentOf(path), Directory);
        int errno = LibC.TryIoctl(parent, VolumeArguments.SUBVOL_CREATE, VolumeArguments.Named(Path.GetFileName(path)));
        LinuxException.ThrowIf(errno, "ioctl BTRFS_IOC_SUBVOL_CREATE", path);
        LibC.FchmodAt(parent, Path.GetFileName(path), FileModes.Octal0755);
    }

    /// <summary>Makes a subvolume that has what another has now. What is nested in the other is not in it.</summary>
    /// <param name="source">The other subvolume.</param>
    /// <param name="path">The new one.</param>
    /// <param name="readOnly">Whether it can never be written.</param>
    /// <exception cref="LinuxException">EEXIST; EINVAL: the source is no subvolume; ENOTTY: not on btrfs; or another failure.</exception>
    public static void Snapshot(string source, string path, bool readOnly)
    {
        using SafeFileDescriptor from = LibC.Open(source, Directory);
        using SafeFileDescriptor parent = LibC.Open(ParentOf(path), Directory);
        byte[] arguments = VolumeArguments.SnapshotOf(from, Path.GetFileName(path), readOnly);
        int errno = LibC.TryIoctl(parent, VolumeArguments.SNAP_CREATE_V2, arguments);
        LinuxException.ThrowIf(errno, "ioctl BTRFS_IOC_SNAP_CREATE_V2", path);
    }

    /// <summary>The number of the subvolume, as in the mount option <c>subvolid</c>.</summary>
    /// <exception cref="LinuxException">ENOENT; ENOTTY: not on btrfs; or another failure.</exception>
    public static ulong IdOf(string path)
    {
        using SafeFileDescriptor volume = LibC.Open(path, Directory);
        byte[] arguments = VolumeArguments.Lookup();
        LinuxException.ThrowIf(LibC.TryIoctl(volume, VolumeArguments.INO_LOOKUP, arguments), "ioctl BTRFS_IOC_INO_LOOKUP", path);

        return VolumeArguments.TreeOf(arguments);
    }

    /// <summary>Removes a subvolume with those that are nested in it. What is not there is fine.</summary>
    /// <exception cref="LinuxException">EBUSY: it is mounted; EINVAL: it is no subvolume; or another failure.</exception>
    public static void Delete(string path, CancellationToken cancellationToken)
    {
        int errno = LibC.TryOpenAt(SafeFileDescriptor.CurrentDirectory, path, Directory | OpenFlags.O_NOFOLLOW, 0, out SafeFileDescriptor root);
        using (root)
        {
            if (errno == Errno.ENOENT)
            {
                return;
            }

            LinuxException.ThrowIf(errno, "open", path);
            List<string> nested = NestedIn(path, cancellationToken);
            for (int i = nested.Count - 1; i >= 0; i--)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string above = nested[i].Contains('/', StringComparison.Ordinal) ? nested[i][..nested[i].LastIndexOf('/')] : ".";
                using SafeFileDescriptor parent = LibC.OpenAt2(root, above, Directory, ResolveFlags.RESOLVE_IN_ROOT);
                Destroy(parent, Path.GetFileName(nested[i]), Path.Join(path, nested[i]));
            }
        }

        using SafeFileDescriptor holder = LibC.Open(ParentOf(path), Directory);
        Destroy(holder, Path.GetFileName(path), path);
    }

    // Those above come before those in them.
    private static List<string> NestedIn(string path, CancellationToken cancellationToken)
    {
        List<string> nested = [];
        using DirectoryWalk walk = new(LibC.Open(path, Directory | OpenFlags.O_NOFOLLOW), path);
        while (walk.Next(cancellationToken) is { } entry)
        {
            if (entry.Type is not (DirectoryEntryType.DT_DIR or DirectoryEntryType.DT_UNKNOWN))
            {
                continue;
            }

            int errno = LibC.TryStatx(walk.Directory, entry.Name, AtFlags.AT_SYMLINK_NOFOLLOW, out FileStatus status);
            if (errno == 0 && status.IsDirectory)
            {
                if (status.Inode == VolumeArguments.FIRST_FREE_OBJECTID)
                {
                    nested.Add(walk.Prefix + entry.Name);
                }

                _ = walk.TryEnter(entry.Name);
            }
        }

        return nested;
    }

    private static void Destroy(SafeFileDescriptor parent, string name, string path)
    {
        int errno = LibC.TryIoctl(parent, VolumeArguments.SNAP_DESTROY, VolumeArguments.Named(name));
        LinuxException.ThrowIf(errno == Errno.ENOENT ? 0 : errno, "ioctl BTRFS_IOC_SNAP_DESTROY", path);
    }

    private static string ParentOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
}
