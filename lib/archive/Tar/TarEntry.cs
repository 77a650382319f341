using PluginHost.Linux;

namespace PluginHost.Archive.Tar;

/// <summary>A member of a tar archive, without its content. Names are in <see cref="PathEncoding"/>.</summary>
public sealed record TarEntry
{
    private static readonly IReadOnlyList<KeyValuePair<string, byte[]>> None = [];

    /// <summary>The path as it stands in the archive.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required TarEntryType Type { get; init; }

    /// <summary>The target of a symbolic link, the name of the first entry of a hard link.</summary>
    public string LinkName { get; init; } = string.Empty;

    /// <summary>The permissions; a reader gives whatever number the header has.</summary>
    public long Mode { get; init; }

    /// <summary>The owner, unchecked.</summary>
    public long Uid { get; init; }

    /// <summary>The group, unchecked.</summary>
    public long Gid { get; init; }

    /// <summary>The size of the file in bytes, holes included.</summary>
    public long Size { get; init; }

    /// <summary>Last change of the content.</summary>
    public TimeSpec ModifyTime { get; init; }

    /// <summary>Last access, if the archive has it.</summary>
    public TimeSpec? AccessTime { get; init; }

    /// <summary>Major number of a device, unchecked.</summary>
    public long DeviceMajor { get; init; }

    /// <summary>Minor number of a device, unchecked.</summary>
    public long DeviceMinor { get; init; }

    /// <summary>The extended attributes (records <c>SCHILY.xattr.NAME</c>), each name once, in the order of the archive.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs { get; init; } = None;

    /// <summary>Where the content of a sparse file lies, in ascending order; null for a file without holes.</summary>
    public IReadOnlyList<SparseRange>? Sparse { get; init; }
}
