using System.Globalization;

namespace PluginHost.Linux.Files;

/// <summary>
/// Removes trees through handles, so that no link can lead the removal elsewhere, also if somebody exchanges files meanwhile. Names need
/// not be UTF-8, unlike for <see cref="Directory.Delete(string, bool)"/>, and directories may be nested deeper than any path is long.
/// Mounts below are not taken away: they make it fail (EBUSY).
/// </summary>
public sealed class TreeRemoval
{
    // Deeper directories are moved up into the directory that is removed, so that neither stack nor descriptors run out.
    private const int MaxDepth = 64;

    // Somebody may change what a name is, or fill a directory again; not for ever.
    private const int MaxTries = 16;

    private readonly SafeFileDescriptor _top;
    private readonly CancellationToken _cancellationToken;
    private readonly Queue<string> _movedUp = new();
    private int _moves;

    private TreeRemoval(SafeFileDescriptor top, CancellationToken cancellationToken)
    {
        _top = top;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Removes a file, a link, or a directory with all that is in it. What is not there is fine.</summary>
    /// <exception cref="LinuxException">A call failed; EBUSY: a mount is in the way.</exception>
    public static void Remove(string path, CancellationToken cancellationToken)
        => Remove(SafeFileDescriptor.CurrentDirectory, path, cancellationToken);

    /// <summary>As the other, of an entry of an open directory.</summary>
    /// <exception cref="LinuxException">A call failed; EBUSY: a mount is in the way.</exception>
    public static void Remove(SafeFileDescriptor directory, string name, CancellationToken cancellationToken)
        => RemoveEntry(directory, name, child => new TreeRemoval(child, cancellationToken).EmptyTop(), cancellationToken);

    private void EmptyTop()
    {
        Empty(_top, depth: 1);
        while (_movedUp.TryDequeue(out string? name))
        {
            RemoveEntry(_top, name, child => Empty(child, depth: 2), _cancellationToken);
        }
    }

    private void Empty(SafeFileDescriptor directory, int depth)
    {
        foreach (DirectoryEntry entry in DirectoryListing.Read(directory))
        {
            if (depth < MaxDepth)
            {
                RemoveEntry(directory, entry.Name, child => Empty(child, depth + 1), _cancellationToken);
            }
            else
            {
                RemoveOrMoveUp(directory, entry.Name);
            }
        }
    }

    private static void RemoveEntry(
        SafeFileDescriptor directory, string name, Action<SafeFileDescriptor> empty, CancellationToken cancellationToken)
    {
        int errno = 0;
        for (int i = 0; i < MaxTries; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            errno = LibC.TryUnlinkAt(directory, name, AtFlags.None);
            if (errno == Errno.EISDIR)
            {
                OpenFlags flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
                errno = LibC.TryOpenAt(directory, name, flags, 0, out SafeFileDescriptor child);
                using (child)
                {
                    if (errno == 0)
                    {
                        empty(child);
                    }
                }

                errno = errno == 0 ? LibC.TryUnlinkAt(directory, name, AtFlags.AT_REMOVEDIR) : errno;
            }

            if (errno is 0 or Errno.ENOENT)
            {
                return;
            }

            if (errno is not Errno.ENOTEMPTY and not Errno.ENOTDIR and not Errno.ELOOP)
            {
                break;
            }
        }

        throw new LinuxException(errno, "unlinkat", PathOf(directory, name));
    }

    private void RemoveOrMoveUp(SafeFileDescriptor directory, string name)
    {
        int errno = LibC.TryUnlinkAt(directory, name, AtFlags.None);
        while (errno is Errno.EISDIR or Errno.EEXIST)
        {
            string newName = string.Create(CultureInfo.InvariantCulture, $".removed-{_moves++}");
            errno = LibC.TryRenameAt2(directory, name, _top, newName, RenameFlags.RENAME_NOREPLACE);
            if (errno == 0)
            {
                _movedUp.Enqueue(newName);
            }
        }

        if (errno is not 0 and not Errno.ENOENT)
        {
            throw new LinuxException(errno, "unlinkat", PathOf(directory, name));
        }
    }

    private static string PathOf(SafeFileDescriptor directory, string name)
    {
        int errno = LibC.TryReadlinkAt(SafeFileDescriptor.CurrentDirectory, directory.ProcPath, out string path);

        return errno == 0 && !name.StartsWith('/') ? Path.Join(path, name) : name;
    }
}
