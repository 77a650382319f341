using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Plugins.Native;

/// <summary>
/// Copies a directory tree with all that makes up a file: type, content with its holes, hard links inside the tree, owner, mode, times and
/// extended attributes. Everything is reached through open directories, so that links are never followed.
/// </summary>
internal sealed class TreeCopy
{
    // Two open directories per level. A path that the kernel takes in one call has half as many.
    private const int MaxDepth = 1024;
    private const OpenFlags OpenDirectory = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private readonly SafeFileDescriptor _root;
    private readonly FileMetadata _metadata;
    private readonly CancellationToken _cancellationToken;

    // Where an inode with several names was copied to, seen from the root.
    private readonly Dictionary<(DeviceNumber Device, ulong Inode), string> _links = [];

    private TreeCopy(SafeFileDescriptor root, ILogger logger, CancellationToken cancellationToken)
    {
        _root = root;
        _metadata = new FileMetadata(logger);
        _cancellationToken = cancellationToken;
    }

    /// <summary>Fills an empty directory.</summary>
    /// <exception cref="LinuxException">Something can't be read or made; a part is there.</exception>
    /// <exception cref="IOException">The tree is nested too deeply.</exception>
    public static void Copy(string source, string target, ILogger logger, CancellationToken cancellationToken)
    {
        using SafeFileDescriptor from = LibC.Open(source, OpenDirectory);
        using SafeFileDescriptor to = LibC.Open(target, OpenDirectory);
        TreeCopy copy = new(to, logger, cancellationToken);
        copy.CopyEntries(from, to, "", 0);
        copy._metadata.Copy(new FilePlace(from, "."), new FilePlace(to, "."), LibC.Fstat(from));
    }

    private void CopyEntries(SafeFileDescriptor from, SafeFileDescriptor to, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new IOException($"{path}: more than {MaxDepth} directories in one another can't be copied");
        }

        foreach (DirectoryEntry entry in DirectoryListing.Read(from))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            CopyEntry(new FilePlace(from, entry.Name), new FilePlace(to, entry.Name), Path.Join(path, entry.Name), depth);
        }
    }

    private void CopyEntry(FilePlace from, FilePlace to, string path, int depth)
    {
        FileStatus status = LibC.Statx(from.Directory, from.Name, AtFlags.AT_SYMLINK_NOFOLLOW);
        bool linked = status.LinkCount > 1 && !status.IsDirectory;
        if (linked && _links.TryGetValue((status.Device, status.Inode), out string? first))
        {
            LibC.LinkAt(_root, first, to.Directory, to.Name, AtFlags.None);
            return;
        }

        Create(from, to, status, path, depth);
        _metadata.Copy(from, to, status);
        if (linked)
        {
            _links[(status.Device, status.Inode)] = path;
        }
    }

    private void Create(FilePlace from, FilePlace to, in FileStatus status, string path, int depth)
    {
        switch (status.Type)
        {
            case FileModes.S_IFDIR:
                CreateDirectory(from, to, path, depth);
                break;
            case FileModes.S_IFREG:
                FileContent.Copy(from, to, status.Size, _cancellationToken);
                break;
            case FileModes.S_IFLNK:
                LibC.SymlinkAt(LibC.ReadlinkAt(from.Directory, from.Name), to.Directory, to.Name);
                break;
            default:
                LibC.MknodAt(to.Directory, to.Name, status.Mode, status.RawDevice);
                break;
        }
    }

    private void CreateDirectory(FilePlace from, FilePlace to, string path, int depth)
    {
        LibC.MkdirAt(to.Directory, to.Name, FileModes.Octal0700);
        using SafeFileDescriptor source = LibC.OpenAt(from.Directory, from.Name, OpenDirectory);
        using SafeFileDescriptor target = LibC.OpenAt(to.Directory, to.Name, OpenDirectory);
        CopyEntries(source, target, path, depth + 1);
    }
}
