using Microsoft.Extensions.Logging;
using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Logging;

namespace PluginHost.Plugins.Native;

/// <summary>Gives a copy the owner, mode, extended attributes and times of the original.</summary>
internal sealed class FileMetadata(ILogger logger)
{
    /// <summary>In this order: chown takes setuid bits and capabilities away, and everything but the times changes the times.</summary>
    /// <exception cref="LinuxException">The owner, mode or times can't be set.</exception>
    public void Copy(FilePlace from, FilePlace to, in FileStatus status)
    {
        CopyOwner(to, status);
        if (!status.IsSymlink)
        {
            LibC.FchmodAt(to.Directory, to.Name, status.Permissions);
        }

        foreach (string name in Xattr.List(from.Path))
        {
            CopyXattr(from, to, name);
        }

        LibC.UtimensAt(to.Directory, to.Name, status.AccessTime, status.ModifyTime, AtFlags.AT_SYMLINK_NOFOLLOW);
    }

    private static void CopyOwner(FilePlace to, in FileStatus status)
    {
        int errno = LibC.TryFchownAt(to.Directory, to.Name, status.Uid, status.Gid, AtFlags.AT_SYMLINK_NOFOLLOW);
        if (errno == Errno.EPERM)
        {
            FileStatus copy = LibC.Statx(to.Directory, to.Name, AtFlags.AT_SYMLINK_NOFOLLOW);
            errno = copy.Uid == status.Uid && copy.Gid == status.Gid ? 0 : errno;
        }

        LinuxException.ThrowIf(errno, "fchownat", to.Path);
    }

    // A file system or a security module may refuse an attribute; the copy is good without it.
    private void CopyXattr(FilePlace from, FilePlace to, string name)
    {
        try
        {
            if (Xattr.Find(from.Path, name) is { } value)
            {
                Xattr.Set(to.Path, name, value);
            }
        }
        catch (LinuxException error)
        {
            logger.Debug("extended attribute not copied", ("name", name), ("path", to.Path), ("reason", error.Message));
        }
    }
}
