using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Changes;

/// <summary>An open directory of a tree that is being compared.</summary>
internal sealed class TreeDirectory : IDisposable
{
    private const OpenFlags Flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    private readonly SafeFileDescriptor _handle;

    private TreeDirectory(SafeFileDescriptor handle) => _handle = handle;

    /// <summary>Opens the root of a tree.</summary>
    /// <exception cref="LinuxException">It can't be opened.</exception>
    public static TreeDirectory Open(string path) => new(LibC.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY));

    /// <summary>Opens a directory in this one.</summary>
    /// <exception cref="LinuxException">It can't be opened.</exception>
    public TreeDirectory OpenChild(string name) => new(LibC.OpenAt(_handle, name, Flags));

    /// <summary>The names in the order of their bytes.</summary>
    /// <exception cref="LinuxException">The directory can't be read.</exception>
    public List<string> Names() => [.. DirectoryListing.ReadSorted(_handle).Select(entry => entry.Name)];

    /// <summary>What an entry is, links not followed.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public FileStatus Status(string name) => LibC.Statx(_handle, name, AtFlags.AT_SYMLINK_NOFOLLOW);

    /// <summary>An extended attribute of an entry, or null.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public byte[]? Xattr(string name, string attribute) => Linux.Files.Xattr.Find(_handle.ProcPathOf(name), attribute);

    /// <summary>What a link says.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public string LinkTarget(string name) => LibC.ReadlinkAt(_handle, name);

    /// <summary>Opens a regular file for reading.</summary>
    /// <exception cref="LinuxException">It can't be opened.</exception>
    public SafeFileDescriptor OpenFile(string name)
        => LibC.OpenAt(_handle, name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
