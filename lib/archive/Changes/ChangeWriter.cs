using PluginHost.Archive.Tar;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Changes;

/// <summary>Writes changes as a layer, byte for byte as containerd 2 does (pkg/archive/tar.go): the diff id is the digest of it.</summary>
internal sealed class ChangeWriter : IDisposable
{
    private const string Capability = "security.capability";
    private const int BufferSize = 256 * 1024;
    private const ResolveFlags WithoutLinks = ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS;

    private readonly TarWriter _tar;
    private readonly SafeFileDescriptor _root;
    private readonly long? _newestTime;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly HashSet<string> _writtenDirectories = new(StringComparer.Ordinal);
    private readonly HardLinks _links = new();

    /// <summary>A writer.</summary>
    /// <param name="tar">Gets the entries; the caller finishes it.</param>
    /// <param name="root">The tree as it is now.</param>
    /// <param name="newestTime">Later times are written as this one, in seconds since 1970 (SOURCE_DATE_EPOCH); null for no limit.</param>
    /// <param name="cancellationToken">Checked between blocks.</param>
    /// <exception cref="LinuxException">The root can't be opened.</exception>
    public ChangeWriter(TarWriter tar, string root, long? newestTime, CancellationToken cancellationToken)
    {
        _tar = tar;
        _root = LibC.Open(root, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        _newestTime = newestTime;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Writes one change, and before it the directories above it that were not written yet.</summary>
    /// <exception cref="LinuxException">A file can't be read.</exception>
    /// <exception cref="IOException">A file changed while it was read.</exception>
    public void Write(Change change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Delete:
                WriteWhiteout(Whiteout.NameFor(change.Path));
                break;
            case ChangeKind.Opaque:
                WriteWhiteout($"{change.Path}/{Whiteout.Opaque}");
                break;
            default:
                WriteFile(change);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private void WriteWhiteout(string name)
    {
        WriteParents(name);
        _tar.WriteEntry(new TarEntry { Name = name, Type = TarEntryType.Regular });
    }

    private void WriteFile(Change change)
    {
        FileStatus status = change.Status;
        if (EntryType(status) is not { } type)
        {
            return;
        }

        TarEntry entry = Describe(change.Path, type);
        IReadOnlyList<string> links = [];
        if (!status.IsDirectory && status.LinkCount > 1)
        {
            if (_links.FindSource(status.Inode) is { } source)
            {
                entry = LinkTo(entry, source);
            }
            else if (change.Kind == ChangeKind.Unmodified)
            {
                _links.AddUnmodified(status.Inode, change.Path);
                return;
            }
            else
            {
                links = _links.SetSource(status.Inode, change.Path);
            }
        }
        else if (change.Kind == ChangeKind.Unmodified)
        {
            return;
        }

        WriteParents(change.Path);
        if (status.IsDirectory)
        {
            _ = _writtenDirectories.Add(change.Path);
        }

        _tar.WriteEntry(entry);
        if (entry is { Type: TarEntryType.Regular, Size: > 0 })
        {
            WriteContent(change.Path, entry.Size);
        }

        foreach (string link in links)
        {
            WriteParents(link);
            _tar.WriteEntry(LinkTo(entry, change.Path) with { Name = link });
        }
    }

    // The outermost first; not by recursion, for the tree decides how deep it is.
    private void WriteParents(string name)
    {
        int last = name.LastIndexOf('/');
        if (last < 0 || _writtenDirectories.Contains(name[..last]))
        {
            return;
        }

        for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            string parent = name[..slash];
            if (_writtenDirectories.Add(parent))
            {
                _tar.WriteEntry(Describe(parent, TarEntryType.Directory));
            }
        }
    }

    private static TarEntryType? EntryType(in FileStatus status) => status.Type switch
    {
        FileModes.S_IFREG => TarEntryType.Regular,
        FileModes.S_IFDIR => TarEntryType.Directory,
        FileModes.S_IFLNK => TarEntryType.Symlink,
        FileModes.S_IFCHR => TarEntryType.CharacterDevice,
        FileModes.S_IFBLK => TarEntryType.BlockDevice,
        FileModes.S_IFIFO => TarEntryType.Fifo,
        _ => null,
    };

    // Through a handle, for whoever still changes the tree could put links on the way.
    private TarEntry Describe(string path, TarEntryType type)
    {
        using SafeFileDescriptor file = LibC.OpenAt2(_root, path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, WithoutLinks);
        FileStatus status = LibC.Fstat(file);
        if (EntryType(status) != type)
        {
            throw new IOException($"{path} was exchanged while it was read");
        }

        long seconds = status.ModifyTime.Seconds;
        byte[]? capability = Xattr.Find(file, Capability);
        bool isDevice = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice;

        return new TarEntry
        {
            Name = type == TarEntryType.Directory ? $"{path}/" : path,
            Type = type,
            LinkName = type == TarEntryType.Symlink ? LibC.ReadlinkAt(file, string.Empty) : string.Empty,
            Mode = status.Permissions,
            Uid = status.Uid,
            Gid = status.Gid,
            Size = type == TarEntryType.Regular ? status.Size : 0,
            ModifyTime = new TimeSpec(_newestTime is { } newest ? Math.Min(seconds, newest) : seconds, 0),
            DeviceMajor = isDevice ? status.RawDevice.Major : 0,
            DeviceMinor = isDevice ? status.RawDevice.Minor : 0,
            Xattrs = capability is { Length: > 0 } ? [KeyValuePair.Create(Capability, capability)] : [],
        };
    }

    private static TarEntry LinkTo(TarEntry entry, string source)
        => entry with { Type = TarEntryType.HardLink, LinkName = source, Size = 0 };

    private void WriteContent(string path, long size)
    {
        OpenFlags flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
        using SafeFileDescriptor file = LibC.OpenAt2(_root, path, flags, WithoutLinks);
        while (size > 0)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            int read = LibC.Read(file, _buffer.AsSpan(0, (int)Math.Min(size, _buffer.Length)));
            if (read == 0)
            {
                throw new IOException($"{path} became shorter while it was read");
            }

            _tar.Write(_buffer.AsSpan(0, read));
            size -= read;
        }
    }
}
