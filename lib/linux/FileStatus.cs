namespace PluginHost.Linux;

/// <summary>What statx(2) tells of a file.</summary>
public readonly record struct FileStatus
{
    /// <summary>File type and permissions, see <see cref="FileModes"/>.</summary>
    public required uint Mode { get; init; }

    /// <summary>The owner.</summary>
    public required uint Uid { get; init; }

    /// <summary>The group.</summary>
    public required uint Gid { get; init; }

    /// <summary>The number of hard links.</summary>
    public required uint LinkCount { get; init; }

    /// <summary>The inode number.</summary>
    public required ulong Inode { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The blocks of 512 bytes that the file takes.</summary>
    public required long Blocks { get; init; }

    /// <summary>The device on which the file lies.</summary>
    public required DeviceNumber Device { get; init; }

    /// <summary>The device that a device file stands for.</summary>
    public required DeviceNumber RawDevice { get; init; }

    /// <summary>Last access.</summary>
    public required TimeSpec AccessTime { get; init; }

    /// <summary>Last change of the content.</summary>
    public required TimeSpec ModifyTime { get; init; }

    /// <summary>Last change of the inode.</summary>
    public required TimeSpec ChangeTime { get; init; }

    /// <summary>The file type part of <see cref="Mode"/>.</summary>
    public uint Type => Mode & FileModes.S_IFMT;

    /// <summary>The permissions with setuid, setgid and sticky.</summary>
    public uint Permissions => Mode & FileModes.Octal7777;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type == FileModes.S_IFDIR;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegular => Type == FileModes.S_IFREG;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsSymlink => Type == FileModes.S_IFLNK;

    /// <summary>Whether it is the overlay file system's whiteout: a character device 0:0.</summary>
    public bool IsOverlayWhiteout => Type == FileModes.S_IFCHR && RawDevice == default;

    /// <summary>Whether both are the same file: same device, same inode.</summary>
    public bool IsSameFile(in FileStatus other) => Inode == other.Inode && Device == other.Device;
}
