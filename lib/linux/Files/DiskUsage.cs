namespace PluginHost.Linux.Files;

/// <summary>What a directory tree takes on the disk (containerd continuity fs/du).</summary>
/// <param name="Inodes">The number of distinct files, the root directory included.</param>
/// <param name="Size">The bytes of their blocks (512 each), each file counted once.</param>
public readonly record struct DiskUsage(long Inodes, long Size)
{
    private const OpenFlags Flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    /// <summary>
    /// Measures a tree, or a single file. Links are not followed; what vanishes meanwhile does not count. One descriptor is open for each
    /// level.
    /// </summary>
    /// <exception cref="LinuxException">The root is missing, or something can't be read; ENAMETOOLONG: more than 4096 levels.</exception>
    public static DiskUsage Of(string path, CancellationToken cancellationToken)
    {
        HashSet<(DeviceNumber Device, ulong Inode)> seen = [];
        FileStatus status = LibC.Lstat(path);
        DiskUsage usage = default(DiskUsage).With(status, seen);
        if (!status.IsDirectory)
        {
            return usage;
        }

        using DirectoryWalk walk = new(LibC.Open(path, Flags), path);
        while (walk.Next(cancellationToken) is { } entry)
        {
            int errno = LibC.TryStatx(walk.Directory, entry.Name, AtFlags.AT_SYMLINK_NOFOLLOW, out status);
            if (errno == Errno.ENOENT)
            {
                continue;
            }

            LinuxException.ThrowIf(errno, "statx", walk.PathOf(entry.Name));
            usage = usage.With(status, seen);
            if (status.IsDirectory)
            {
                _ = walk.TryEnter(entry.Name);
            }
        }

        return usage;
    }

    private DiskUsage With(in FileStatus status, HashSet<(DeviceNumber Device, ulong Inode)> seen)
        => seen.Add((status.Device, status.Inode)) ? new DiskUsage(Inodes + 1, Size + (status.Blocks * 512)) : this;
}
