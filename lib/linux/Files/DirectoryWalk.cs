namespace PluginHost.Linux.Files;

/// <summary>
/// Walks a tree without recursion, since whoever fills it decides how deep it is. The caller says which directories are entered; each
/// level keeps a descriptor open.
/// </summary>
public sealed class DirectoryWalk : IDisposable
{
    /// <summary>How many levels are entered at most.</summary>
    public const int MaxDepth = 4096;

    private readonly Stack<Level> _levels = new();
    private readonly string _root;

    /// <summary>Begins in an open directory.</summary>
    /// <param name="root">The directory; closed with this.</param>
    /// <param name="rootPath">Its path, for errors.</param>
    /// <exception cref="LinuxException">The directory can't be read.</exception>
    public DirectoryWalk(SafeFileDescriptor root, string rootPath)
    {
        _root = rootPath;
        _levels.Push(new Level(root, string.Empty));
    }

    /// <summary>The directory of the entry that <see cref="Next"/> gave last.</summary>
    public SafeFileDescriptor Directory => _levels.Peek().Directory;

    /// <summary>The path of <see cref="Directory"/> below the root, empty or with a slash at its end.</summary>
    public string Prefix => _levels.Peek().Prefix;

    /// <summary>The whole path of an entry of <see cref="Directory"/>.</summary>
    public string PathOf(string name) => Path.Join(_root, Prefix + name);

    /// <summary>The next entry, by the bytes of the names: of the directory entered last, else of the one above it.</summary>
    /// <returns>Null at the end.</returns>
    public DirectoryEntry? Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Level level = _levels.Peek();
            if (level.Next < level.Entries.Count)
            {
                return level.Entries[level.Next++];
            }

            if (_levels.Count == 1)
            {
                return null;
            }

            _levels.Pop().Directory.Dispose();
        }
    }

    /// <summary>Enters a directory that <see cref="Next"/> gave, so that its entries come next.</summary>
    /// <returns>False if it has vanished or is no directory any more.</returns>
    /// <exception cref="LinuxException">It can't be read; ENAMETOOLONG: more than <see cref="MaxDepth"/> levels.</exception>
    public bool TryEnter(string name)
    {
        if (_levels.Count == MaxDepth)
        {
            throw new LinuxException(Errno.ENAMETOOLONG, "openat", PathOf(name));
        }

        OpenFlags flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        int errno = LibC.TryOpenAt(Directory, name, flags, 0, out SafeFileDescriptor child);
        if (errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }

        LinuxException.ThrowIf(errno, "openat", PathOf(name));
        _levels.Push(new Level(child, $"{Prefix}{name}/"));

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_levels.TryPop(out Level? level))
        {
            level.Directory.Dispose();
        }
    }

    private sealed class Level(SafeFileDescriptor directory, string prefix)
    {
        public SafeFileDescriptor Directory { get; } = directory;

        public string Prefix { get; } = prefix;

        public List<DirectoryEntry> Entries { get; } = DirectoryListing.ReadSorted(directory);

        public int Next { get; set; }
    }
}
