namespace PluginHost.Bolt;

/// <summary>How a bolt file is opened. The defaults are those of bbolt's <c>Open(path, 0644, nil)</c>.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The permissions that a new file gets, before the umask: 0644.</summary>
    public const int DefaultFileMode = 0x1A4;

    /// <summary>The default of <see cref="CacheBytes"/>: 32 MiB, several times a busy node's <c>meta.db</c>.</summary>
    public const long DefaultCacheBytes = 32L << 20;

    /// <summary>Open without the right to write, under a lock that other readers share. Default: false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// Write the list of free pages with each commit. Without it a commit is cheaper and the list is found by walking all
    /// pages when the file is opened. Either way files of the other kind are read. Default: true; containerd's <c>meta.db</c> has false.
    /// </summary>
    public bool SyncFreelist { get; init; } = true;

    /// <summary>Leave out every sync. A crash of the machine (not of the process) can then destroy the file. Default: false.</summary>
    public bool NoSync { get; init; }

    /// <summary>
    /// Put a checksum into each branch and leaf page that is written, where the format leaves bytes unused; bbolt reads and writes such
    /// files as any other. Checksums that are there are verified whatever this says. Default: false; our <c>meta.db</c> has true.
    /// </summary>
    public bool PageChecksums { get; init; }

    /// <summary>
    /// Open the state before the last commit, of a file whose last state is damaged. The first commit then takes the place of the last
    /// one. Default: false.
    /// </summary>
    public bool PreviousState { get; init; }

    /// <summary>How long to wait for the lock of another process. Zero, the default, waits for ever.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>The permissions of a new file, before the umask. Default: <see cref="DefaultFileMode"/>.</summary>
    public int FileMode { get; init; } = DefaultFileMode;

    /// <summary>
    /// Bytes per page of a new file, a power of two from 1024 to 65536; an existing file keeps its own. Zero, the default, takes the
    /// page size of the operating system.
    /// </summary>
    public int PageSize { get; init; }

    /// <summary>
    /// How many bytes of pages to keep in memory. Least recently used pages go first; too small a number makes lookups read the file.
    /// Default: <see cref="DefaultCacheBytes"/>.
    /// </summary>
    public long CacheBytes { get; init; } = DefaultCacheBytes;

    /// <summary>Throws <see cref="ArgumentException"/> naming every option that makes no sense.</summary>
    public void Validate()
    {
        List<string> faults = [];
        if (LockTimeout < TimeSpan.Zero)
        {
            faults.Add($"LockTimeout {LockTimeout} is negative");
        }

        if (FileMode is < 0 or > 0xFFF)
        {
            faults.Add($"FileMode {FileMode} is not a file mode (0 to 07777)");
        }

        if (PageSize != 0 && !Pages.Meta.IsPageSize(PageSize))
        {
            faults.Add($"PageSize {PageSize} is not a power of two from 1024 to 65536");
        }

        if (CacheBytes < 0)
        {
            faults.Add($"CacheBytes {CacheBytes} is negative");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"bolt options: {string.Join("; ", faults)}");
        }
    }
}
