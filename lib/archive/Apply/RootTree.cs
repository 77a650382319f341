using PluginHost.Archive.Tar;
using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>
/// A directory that nothing leaves. Every path is walked from an open handle, and what is created or changed is named relative to the
/// handle of its directory, without following links: a link that somebody puts there meanwhile leads nowhere.
/// </summary>
internal sealed class RootTree : IDisposable
{
    private const OpenFlags PathOfDirectory = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private const ResolveFlags WithoutLinks = ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS;

    private readonly SafeFileDescriptor _root;
    private readonly ParentLayers _parents;

    private RootTree(SafeFileDescriptor root, ParentLayers parents)
    {
        _root = root;
        _parents = parents;
    }

    /// <summary>Opens an existing directory.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="parents">Where missing parent directories take their attributes from; closed with this.</param>
    /// <exception cref="LinuxException">It can't be opened.</exception>
    public static RootTree Open(string path, ParentLayers parents)
        => new(LibC.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY), parents);

    /// <summary>
    /// The directory in which an entry lies, made if it is missing. Links on the way are followed as if the root were <c>/</c>.
    /// </summary>
    /// <param name="name">The name of an entry as the archive has it.</param>
    /// <param name="cancellationToken">Checked for each part of a path with links.</param>
    /// <returns>Null if the name is the root itself.</returns>
    /// <exception cref="LinuxException">ENOTDIR: a parent is no directory; ELOOP: too many links; or a call failed.</exception>
    public TreePlace? Place(string name, CancellationToken cancellationToken)
    {
        string below = TarPath.BelowRoot(name);
        if (below.Length == 0)
        {
            return null;
        }

        int slash = below.LastIndexOf('/');
        string baseName = below[(slash + 1)..];
        if (slash < 0)
        {
            return new TreePlace(Root(), string.Empty, baseName);
        }

        string parent = below[..slash];
        if (TryOpenPlain(parent, out SafeFileDescriptor directory))
        {
            return new TreePlace(directory, parent, baseName);
        }

        string resolved = LinkWalk.Resolve(_root, parent, cancellationToken);

        return new TreePlace(OpenOrMake(resolved), resolved, baseName);
    }

    /// <summary>As <see cref="Place"/>, but nothing is made.</summary>
    /// <returns>Null if the name is the root itself.</returns>
    /// <exception cref="LinuxException">ENOENT: the directory is missing; or a call failed.</exception>
    public TreePlace? Find(string name, CancellationToken cancellationToken)
    {
        string below = TarPath.BelowRoot(name);
        if (below.Length == 0)
        {
            return null;
        }

        int slash = below.LastIndexOf('/');
        string baseName = below[(slash + 1)..];
        string resolved = slash < 0 ? string.Empty : LinkWalk.Resolve(_root, below[..slash], cancellationToken);
        if (resolved.Length == 0)
        {
            return new TreePlace(Root(), resolved, baseName);
        }

        LinuxException.ThrowIf(OpenPlain(resolved, out SafeFileDescriptor directory), "open", resolved);

        return new TreePlace(directory, resolved, baseName);
    }

    /// <summary>Opens a directory (O_PATH) by a path without links.</summary>
    /// <returns>False if it is missing, no directory, or a link is on the way.</returns>
    /// <exception cref="LinuxException">The call failed otherwise.</exception>
    public bool TryOpenPlain(string path, out SafeFileDescriptor directory)
    {
        int errno = OpenPlain(path, out directory);
        if (errno == Errno.ENOSYS)
        {
            throw new PlatformNotSupportedException("unpacking needs the system call openat2 of Linux 5.6");
        }

        // EXDEV and EAGAIN: the kernel saw the tree move and can't tell. The walk over each part can.
        if (errno is 0 or Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV or Errno.EAGAIN)
        {
            return errno == 0;
        }

        throw new LinuxException(errno, "openat2", path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _parents.Dispose();
    }

    private int OpenPlain(string path, out SafeFileDescriptor directory)
        => LibC.TryOpenAt2(_root, path, PathOfDirectory, WithoutLinks, 0, out directory);

    private SafeFileDescriptor Root() => LibC.OpenAt(_root, ".", PathOfDirectory);

    // The path has no links any more; if one has come since, that is an error.
    private SafeFileDescriptor OpenOrMake(string resolved)
    {
        SafeFileDescriptor directory = Root();
        int end = 0;
        while (end < resolved.Length)
        {
            int start = end == 0 ? 0 : end + 1;
            int next = resolved.IndexOf('/', start);
            end = next < 0 ? resolved.Length : next;
            using SafeFileDescriptor above = directory;
            directory = OpenOrMake(above, resolved[start..end], resolved[..end]);
        }

        return directory;
    }

    private SafeFileDescriptor OpenOrMake(SafeFileDescriptor above, string name, string path)
    {
        int errno = LibC.TryOpenAt(above, name, PathOfDirectory, 0, out SafeFileDescriptor directory);
        if (errno == Errno.ENOENT)
        {
            errno = LibC.TryMkdirAt(above, name, FileModes.Octal0755);
            bool made = errno == 0;
            LinuxException.ThrowIf(made || errno == Errno.EEXIST ? 0 : errno, "mkdir", path);
            errno = LibC.TryOpenAt(above, name, PathOfDirectory, 0, out directory);
            if (errno == 0 && made)
            {
                _parents.CopyAttributes(path, directory);
            }
        }

        LinuxException.ThrowIf(errno == Errno.ELOOP ? Errno.ENOTDIR : errno, "mkdir", path);

        return directory;
    }
}
