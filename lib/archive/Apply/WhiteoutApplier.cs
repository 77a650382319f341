using PluginHost.Archive.Tar;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Apply;

/// <summary>Carries out whiteouts, or turns them into the marks of the overlay file system (overlayfs.rst, "whiteouts and opaque directories").</summary>
internal sealed class WhiteoutApplier(WhiteoutStyle style, WrittenPaths written)
{
    private const string OverlayOpaque = "trusted.overlay.opaque";

    /// <summary>Applies a whiteout or opaque marker.</summary>
    /// <exception cref="ArchiveException">Its target does not lie below its directory.</exception>
    /// <exception cref="LinuxException">A call failed; EEXIST: the overlay mark's name is taken.</exception>
    public void Apply(TarEntry entry, TreePlace place, EntryOwner? owner, CancellationToken cancellationToken)
    {
        if (place.Name == Whiteout.Opaque)
        {
            MakeOpaque(place, cancellationToken);
            return;
        }

        string target = place.Name[Whiteout.Prefix.Length..];
        if (target is "" or "." or "..")
        {
            throw ArchiveException.Malformed($"the whiteout {entry.Name} names nothing below its directory");
        }

        if (style == WhiteoutStyle.Remove)
        {
            TreeRemoval.Remove(place.Directory, target, cancellationToken);
            return;
        }

        LibC.MknodAt(place.Directory, target, FileModes.S_IFCHR, default);
        if (owner is { } named)
        {
            LibC.FchownAt(place.Directory, target, named.Uid, named.Gid, AtFlags.AT_SYMLINK_NOFOLLOW);
        }
    }

    private void MakeOpaque(TreePlace place, CancellationToken cancellationToken)
    {
        if (style == WhiteoutStyle.Overlay)
        {
            LibC.SetXattr(place.Directory.ProcPath, OverlayOpaque, "y"u8, XattrFlags.None);
            return;
        }

        using SafeFileDescriptor directory = LibC.OpenAt(place.Directory, ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        RemoveUnwritten(directory, place.DirectoryPath, cancellationToken);
    }

    private void RemoveUnwritten(SafeFileDescriptor directory, string path, CancellationToken cancellationToken)
    {
        foreach (DirectoryEntry child in DirectoryListing.Read(directory))
        {
            string childPath = path.Length == 0 ? child.Name : $"{path}/{child.Name}";
            if (!written.Contains(childPath))
            {
                TreeRemoval.Remove(directory, child.Name, cancellationToken);
                continue;
            }

            OpenFlags flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
            int errno = LibC.TryOpenAt(directory, child.Name, flags, 0, out SafeFileDescriptor open);
            if (errno is Errno.ENOTDIR or Errno.ELOOP or Errno.ENOENT)
            {
                continue;
            }

            LinuxException.ThrowIf(errno, "openat", childPath);
            using (open)
            {
                RemoveUnwritten(open, childPath, cancellationToken);
            }
        }
    }
}
