namespace PluginHost.Linux.Files;

/// <summary>
/// Removes trees through handles, so that no link can lead the removal elsewhere, and with names that are not UTF-8, which the
/// framework's <see cref="Directory.Delete(string, bool)"/> can't remove. Mounts below are not taken away: they make it fail (EBUSY).
/// </summary>
public static class TreeRemoval
{
    private const int MaxTries = 16;

    /// <summary>Removes a file, a link, or a directory with all that is in it. What is not there is fine.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Remove(string path, CancellationToken cancellationToken)
        => Remove(SafeFileDescriptor.CurrentDirectory, path, cancellationToken);

    /// <summary>As the other, of an entry of an open directory.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Remove(SafeFileDescriptor directory, string name, CancellationToken cancellationToken)
    {
        int errno = 0;

        // Somebody may change what the name is, or fill the directory again; not for ever.
        for (int i = 0; i < MaxTries; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            errno = LibC.TryUnlinkAt(directory, name, AtFlags.None);
            if (errno is Errno.EISDIR)
            {
                RemoveChildren(directory, name, cancellationToken);
                errno = LibC.TryUnlinkAt(directory, name, AtFlags.AT_REMOVEDIR);
            }

            if (errno is 0 or Errno.ENOENT)
            {
                return;
            }

            if (errno is not Errno.ENOTEMPTY and not Errno.ENOTDIR)
            {
                break;
            }
        }

        throw new LinuxException(errno, "unlinkat", name);
    }

    private static void RemoveChildren(SafeFileDescriptor directory, string name, CancellationToken cancellationToken)
    {
        OpenFlags flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        int errno = LibC.TryOpenAt(directory, name, flags, 0, out SafeFileDescriptor open);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return;
        }

        LinuxException.ThrowIf(errno, "openat", name);
        using (open)
        {
            foreach (DirectoryEntry child in DirectoryListing.Read(open))
            {
                Remove(open, child.Name, cancellationToken);
            }
        }
    }
}
