using System.Globalization;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.SnapshotStore.Directories;

/// <summary>
/// Removes directory trees: names need not be UTF-8, the depth is not bounded by path length, open files or stack (a container can nest
/// directories as deep as it likes), and links are removed, never followed, also when something is swapped meanwhile.
/// </summary>
public sealed class TreeRemoval
{
    // A directory this deep is moved up into the root of the tree before it is emptied.
    private const int MaxDepth = 64;
    private const OpenFlags OpenDirectory = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private readonly SafeFileDescriptor _root;
    private readonly CancellationToken _cancellationToken;
    private readonly Queue<string> _movedUp = [];
    private int _moves;

    private TreeRemoval(SafeFileDescriptor root, CancellationToken cancellationToken)
    {
        _root = root;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Removes a file or a directory with all that is in it; what is missing is fine.</summary>
    /// <exception cref="LinuxException">Something can't be removed, for example EBUSY: a mount is on it.</exception>
    /// <exception cref="OperationCanceledException">A part may be gone.</exception>
    public static void Remove(string path, CancellationToken cancellationToken)
    {
        SafeFileDescriptor current = SafeFileDescriptor.CurrentDirectory;
        int errno = LibC.TryUnlinkAt(current, path, AtFlags.None);
        if (!MayBeDirectory(errno))
        {
            ThrowUnlessGone(errno, path);
            return;
        }

        int openErrno = LibC.TryOpenAt(current, path, OpenDirectory, 0, out SafeFileDescriptor root);
        using (root)
        {
            if (openErrno == Errno.ENOENT)
            {
                return;
            }

            LinuxException.ThrowIf(openErrno == Errno.ENOTDIR ? errno : openErrno, "unlinkat", path);
            new TreeRemoval(root, cancellationToken).Empty();
        }

        ThrowUnlessGone(LibC.TryUnlinkAt(current, path, AtFlags.AT_REMOVEDIR), path);
    }

    private void Empty()
    {
        EmptyDirectory(_root, depth: 1);
        while (_movedUp.TryDequeue(out string? name))
        {
            RemoveEntry(_root, name, depth: 1);
        }
    }

    private void EmptyDirectory(SafeFileDescriptor directory, int depth)
    {
        foreach (DirectoryEntry entry in DirectoryListing.Read(directory))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            RemoveEntry(directory, entry.Name, depth);
        }
    }

    private void RemoveEntry(SafeFileDescriptor parent, string name, int depth)
    {
        int errno = LibC.TryUnlinkAt(parent, name, AtFlags.None);
        if (!MayBeDirectory(errno))
        {
            ThrowUnlessGone(errno, parent, name);
            return;
        }

        if (depth >= MaxDepth)
        {
            MoveUp(parent, name);
            return;
        }

        int openErrno = LibC.TryOpenAt(parent, name, OpenDirectory, 0, out SafeFileDescriptor directory);
        using (directory)
        {
            if (openErrno == Errno.ENOENT)
            {
                return;
            }

            ThrowUnlessGone(openErrno == Errno.ENOTDIR ? errno : openErrno, parent, name);
            EmptyDirectory(directory, depth + 1);
        }

        ThrowUnlessGone(LibC.TryUnlinkAt(parent, name, AtFlags.AT_REMOVEDIR), parent, name);
    }

    private void MoveUp(SafeFileDescriptor parent, string name)
    {
        int errno;
        string newName;
        do
        {
            newName = string.Create(CultureInfo.InvariantCulture, $".removed-{_moves++}");
            errno = LibC.TryRenameAt2(parent, name, _root, newName, RenameFlags.RENAME_NOREPLACE);
        }
        while (errno == Errno.EEXIST);

        ThrowUnlessGone(errno, parent, name);
        _movedUp.Enqueue(newName);
    }

    // Of a directory Linux says EISDIR; EPERM is what POSIX asks for.
    private static bool MayBeDirectory(int errno) => errno is Errno.EISDIR or Errno.EPERM;

    private static void ThrowUnlessGone(int errno, SafeFileDescriptor parent, string name)
    {
        if (errno is not (0 or Errno.ENOENT))
        {
            string path = LibC.ReadlinkAt(SafeFileDescriptor.CurrentDirectory, parent.ProcPath);
            throw new LinuxException(errno, "unlinkat", Path.Join(path, name));
        }
    }

    private static void ThrowUnlessGone(int errno, string path)
    {
        if (errno != Errno.ENOENT)
        {
            LinuxException.ThrowIf(errno, "unlinkat", path);
        }
    }
}
