using PluginHost.Archive.Tar;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Apply;

/// <summary>Makes the file of an entry in the place of whatever has its name.</summary>
internal sealed class EntryWriter(RootTree tree, TarReader reader, EntryAttributes attributes)
{
    private const OpenFlags Handle = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;

    // Between the removal of a file and the creation of another somebody may put a third; not for ever.
    private const int MaxTries = 16;

    private delegate int Creation(SafeFileDescriptor directory, string name);

    /// <summary>Makes the file and sets its attributes.</summary>
    /// <exception cref="ArchiveException">The type is unknown, or a value is out of range.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Write(TarEntry entry, TreePlace place, CancellationToken cancellationToken)
    {
        // Refused before anything is changed.
        _ = attributes.OwnerOf(entry);
        switch (entry.Type)
        {
            case TarEntryType.Directory:
                WriteDirectory(entry, place, cancellationToken);
                break;
            case TarEntryType.Regular:
                WriteRegular(entry, place, cancellationToken);
                break;
            case TarEntryType.CharacterDevice:
                WriteNode(entry, place, FileModes.S_IFCHR, EntryDevice.Of(entry), cancellationToken);
                break;
            case TarEntryType.BlockDevice:
                WriteNode(entry, place, FileModes.S_IFBLK, EntryDevice.Of(entry), cancellationToken);
                break;
            case TarEntryType.Fifo:
                WriteNode(entry, place, FileModes.S_IFIFO, default, cancellationToken);
                break;
            case TarEntryType.HardLink:
                WriteHardLink(entry, place, cancellationToken);
                break;
            case TarEntryType.Symlink:
                Create(place, (directory, name) => LibC.TrySymlinkAt(entry.LinkName, directory, name), cancellationToken);
                SetAttributes(entry, place, FileModes.S_IFLNK);
                break;
            default:
                throw ArchiveException.Unsupported($"{entry.Name} has the unhandled tar header type {(byte)entry.Type}");
        }
    }

    // A directory that is there already is kept, with what is in it.
    private void WriteDirectory(TarEntry entry, TreePlace place, CancellationToken cancellationToken)
    {
        Create(
            place,
            (directory, name) =>
            {
                int errno = LibC.TryMkdirAt(directory, name, FileModes.Octal0700);

                return errno == Errno.EEXIST
                    && LibC.TryStatx(directory, name, AtFlags.AT_SYMLINK_NOFOLLOW, out FileStatus status) == 0
                    && status.IsDirectory
                        ? 0
                        : errno;
            },
            cancellationToken);
        SetAttributes(entry, place, FileModes.S_IFDIR);
    }

    private void WriteRegular(TarEntry entry, TreePlace place, CancellationToken cancellationToken)
    {
        SafeFileDescriptor? created = null;
        Create(
            place,
            (directory, name) =>
            {
                OpenFlags flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;

                return LibC.TryOpenAt(directory, name, flags, FileModes.Octal0600, out created);
            },
            cancellationToken);
        using SafeFileDescriptor file = created!;
        try
        {
            WriteContent(entry, file, cancellationToken);
        }
        catch
        {
            // Half a file is of no use, and the room it takes may be what is lacked to clean up after an archive made to fill the disk.
            _ = LibC.TryFtruncate(file, 0);
            throw;
        }

        attributes.Set(entry, file, FileModes.S_IFREG);
    }

    private void WriteContent(TarEntry entry, SafeFileDescriptor file, CancellationToken cancellationToken)
    {
        long end = 0;
        foreach (SparseRange range in entry.Sparse ?? [new SparseRange(0, entry.Size)])
        {
            if (range.Offset != end)
            {
                _ = LibC.Lseek(file, range.Offset, SeekWhence.SEEK_SET);
            }

            end = range.Offset + range.Length;
            long missing = range.Length;
            while (missing > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> piece = reader.ReadContent(missing);
                LibC.WriteAll(file, piece);
                missing -= piece.Length;
            }
        }

        if (entry.Sparse is not null)
        {
            LibC.Ftruncate(file, entry.Size);
        }
    }

    private void WriteNode(TarEntry entry, TreePlace place, uint type, DeviceNumber device, CancellationToken cancellationToken)
    {
        Create(place, (directory, name) => LibC.TryMknodAt(directory, name, type | FileModes.Octal0600, device), cancellationToken);
        SetAttributes(entry, place, type);
    }

    // The target is what has the name now, in this tree; a symbolic link is linked itself. Going through its handle means that the
    // attributes are set on what was linked.
    private void WriteHardLink(TarEntry entry, TreePlace place, CancellationToken cancellationToken)
    {
        using TreePlace source = tree.Find(entry.LinkName, cancellationToken)
            ?? throw ArchiveException.Malformed($"{entry.Name} is a hard link to the root directory");
        using SafeFileDescriptor? target = OpenLinkTarget(source, place, cancellationToken);
        string path = target.ProcPath;
        Create(
            place,
            (directory, name) => LibC.TryLinkAt(SafeFileDescriptor.CurrentDirectory, path, directory, name, AtFlags.AT_SYMLINK_FOLLOW),
            cancellationToken);
        attributes.Set(entry, target, LibC.Fstat(target).Type);
    }

    // An entry that takes the place of its own target finds it removed, as in any order of these two steps.
    private static SafeFileDescriptor OpenLinkTarget(TreePlace source, TreePlace place, CancellationToken cancellationToken)
    {
        if (source.FullPath == place.FullPath)
        {
            TreeRemoval.Remove(place.Directory, place.Name, cancellationToken);
        }

        LinuxException.ThrowIf(
            LibC.TryOpenAt(source.Directory, source.Name, Handle, 0, out SafeFileDescriptor target), "link", source.FullPath);

        return target;
    }

    private static void Create(TreePlace place, Creation creation, CancellationToken cancellationToken)
    {
        int errno = creation(place.Directory, place.Name);
        for (int i = 0; i < MaxTries && errno == Errno.EEXIST; i++)
        {
            TreeRemoval.Remove(place.Directory, place.Name, cancellationToken);
            errno = creation(place.Directory, place.Name);
        }

        LinuxException.ThrowIf(errno, "create", place.FullPath);
    }

    // What was made is opened by name again. If it is of another type or has other names, somebody exchanged it.
    private void SetAttributes(TarEntry entry, TreePlace place, uint type)
    {
        using SafeFileDescriptor file = LibC.OpenAt(place.Directory, place.Name, Handle);
        FileStatus status = LibC.Fstat(file);
        if (status.Type != type || (!status.IsDirectory && status.LinkCount != 1))
        {
            throw new IOException($"{place.FullPath} was exchanged while it was unpacked");
        }

        attributes.Set(entry, file, type);
    }
}
