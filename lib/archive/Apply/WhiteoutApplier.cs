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

        SafeFileDescriptor directory = LibC.OpenAt(place.Directory, ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using DirectoryWalk walk = new(directory, place.DirectoryPath);
        string prefix = place.DirectoryPath.Length == 0 ? string.Empty : $"{place.DirectoryPath}/";
        while (walk.Next(cancellationToken) is { } child)
        {
            if (!written.Contains($"{prefix}{walk.Prefix}{child.Name}"))
            {
                TreeRemoval.Remove(walk.Directory, child.Name, cancellationToken);
            }
            else
            {
                _ = walk.TryEnter(child.Name);
            }
        }
    }
}
