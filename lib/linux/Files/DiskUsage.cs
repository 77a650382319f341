namespace PluginHost.Linux.Files;

/// <summary>What a directory tree takes on the disk (containerd continuity fs/du).</summary>
/// <param name="Inodes">The number of distinct files, the root directory included.</param>
/// <param name="Size">The bytes of their blocks (512 each), each file counted once.</param>
public readonly record struct DiskUsage(long Inodes, long Size)
{
    /// <summary>Measures a tree, or a single file. Links are not followed; what vanishes meanwhile does not count.</summary>
    /// <exception cref="LinuxException">The root is missing, or something can't be read.</exception>
    public static DiskUsage Of(string path, CancellationToken cancellationToken)
    {
        HashSet<(DeviceNumber Device, ulong Inode)> seen = [];
        FileStatus status = LibC.Lstat(path);
        DiskUsage usage = default(DiskUsage).With(status, seen);

        return status.IsDirectory ? usage.WithChildren(LibC.Open(path, Directory), seen, cancellationToken) : usage;
    }

    private const OpenFlags Directory = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    private DiskUsage With(in FileStatus status, HashSet<(DeviceNumber Device, ulong Inode)> seen)
        => seen.Add((status.Device, status.Inode)) ? new DiskUsage(Inodes + 1, Size + (status.Blocks * 512)) : this;

    private DiskUsage WithChildren(
        SafeFileDescriptor directory, HashSet<(DeviceNumber Device, ulong Inode)> seen, CancellationToken cancellationToken)
    {
        using SafeFileDescriptor open = directory;
        DiskUsage usage = this;
        foreach (DirectoryEntry entry in DirectoryListing.Read(open))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int errno = LibC.TryStatx(open, entry.Name, AtFlags.AT_SYMLINK_NOFOLLOW, out FileStatus status);
            if (errno == Errno.ENOENT)
            {
                continue;
            }

            LinuxException.ThrowIf(errno, "statx", open.ProcPathOf(entry.Name));
            usage = usage.With(status, seen);
            if (status.IsDirectory)
            {
                errno = LibC.TryOpenAt(open, entry.Name, Directory, 0, out SafeFileDescriptor child);
                if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
                {
                    continue;
                }

                LinuxException.ThrowIf(errno, "openat", open.ProcPathOf(entry.Name));
                usage = usage.WithChildren(child, seen, cancellationToken);
            }
        }

        return usage;
    }
}
