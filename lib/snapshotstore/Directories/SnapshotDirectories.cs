using System.Security.Cryptography;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.SnapshotStore.Directories;

/// <summary>
/// The directory <c>snapshots</c> of a snapshotter. In it: <c>&lt;id&gt;</c> for each snapshot that has one, <c>new-*</c> while one is
/// being made, <c>rm-*</c> while one is being removed. A killed daemon may leave any of them without a record.
/// </summary>
public sealed class SnapshotDirectories
{
    private const string NewPrefix = "new-";
    private const string RemovedPrefix = "rm-";
    private readonly Lock _lock = new();
    private readonly HashSet<string> _inPreparation = [];

    private SnapshotDirectories(string path) => Path = path;

    /// <summary><c>&lt;root&gt;/snapshots</c>.</summary>
    public string Path { get; }

    /// <summary>Makes <c>&lt;root&gt;</c> and <c>&lt;root&gt;/snapshots</c> (0700) where they are missing.</summary>
    /// <exception cref="IOException">They can't be made.</exception>
    public static SnapshotDirectories Create(string root)
    {
        SnapshotDirectories directories = new(System.IO.Path.Join(root, "snapshots"));
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(root, Private);
        Directory.CreateDirectory(directories.Path, Private);

        return directories;
    }

    /// <summary>The directory of a snapshot.</summary>
    public string PathOf(SnapshotId id) => System.IO.Path.Join(Path, id.ToString());

    /// <summary>Makes an empty directory <c>new-*</c>, to be published or discarded.</summary>
    /// <param name="mode">Its permissions, whatever the umask is.</param>
    /// <exception cref="LinuxException">It can't be made.</exception>
    public string CreateNew(uint mode)
    {
        string path = ReserveNew();
        try
        {
            MakeDirectory(path, mode);
        }
        catch
        {
            Forget(path);
            throw;
        }

        return path;
    }

    /// <summary>
    /// A name <c>new-*</c> for a file or directory that the caller makes: no clean-up touches it until it is published or discarded.
    /// </summary>
    public string ReserveNew()
    {
        string path = System.IO.Path.Join(Path, NewPrefix + Random());
        lock (_lock)
        {
            _inPreparation.Add(path);
        }

        return path;
    }

    /// <summary>
    /// Gives a new directory its snapshot's name. Only inside the transaction that created <paramref name="id"/>: a directory that has
    /// this name already belongs to a transaction that never was committed, and is moved away.
    /// </summary>
    /// <exception cref="LinuxException">The rename failed.</exception>
    public void Publish(string newPath, SnapshotId id)
    {
        string path = PathOf(id);
        int errno = Rename(newPath, path);
        if (errno is Errno.EEXIST or Errno.ENOTEMPTY or Errno.ENOTDIR)
        {
            SetAside(path);
            errno = Rename(newPath, path);
        }

        LinuxException.ThrowIf(errno, "rename", path);
        Forget(newPath);
    }

    /// <summary>Undoes <see cref="Publish"/>, when the transaction failed.</summary>
    /// <exception cref="LinuxException">The rename failed.</exception>
    public void Unpublish(string newPath, SnapshotId id)
    {
        LinuxException.ThrowIf(Rename(PathOf(id), newPath), "rename", newPath);
        lock (_lock)
        {
            _inPreparation.Add(newPath);
        }
    }

    /// <summary>Removes a directory that was not published.</summary>
    /// <exception cref="LinuxException">It can't be removed.</exception>
    public void Discard(string newPath)
    {
        try
        {
            TreeRemoval.Remove(newPath, CancellationToken.None);
        }
        finally
        {
            Forget(newPath);
        }
    }

    /// <summary>Moves the directory of a snapshot to <c>rm-&lt;id&gt;</c>; the new path, or null if there is no directory.</summary>
    /// <exception cref="LinuxException">The rename failed.</exception>
    public string? SetAside(SnapshotId id)
    {
        string path = PathOf(id);
        string aside = System.IO.Path.Join(Path, RemovedPrefix + id);
        int errno = Rename(path, aside);
        if (errno is Errno.EEXIST or Errno.ENOTEMPTY)
        {
            return SetAside(path);
        }

        if (errno == Errno.ENOENT)
        {
            return null;
        }

        LinuxException.ThrowIf(errno, "rename", aside);

        return aside;
    }

    /// <summary>Undoes <see cref="SetAside(SnapshotId)"/>.</summary>
    /// <exception cref="LinuxException">The rename failed.</exception>
    public void PutBack(string aside, SnapshotId id) => LinuxException.ThrowIf(Rename(aside, PathOf(id)), "rename", PathOf(id));

    /// <summary>
    /// Puts the directories back that were set aside by a removal that never was committed: those whose snapshot is alive. Only inside a
    /// write transaction.
    /// </summary>
    /// <exception cref="LinuxException">A directory can't be listed or renamed.</exception>
    public void PutBackAll(IReadOnlySet<SnapshotId> alive)
    {
        foreach (string name in Names().Where(name => name.StartsWith(RemovedPrefix, StringComparison.Ordinal)))
        {
            if (SnapshotId.TryParse(name[RemovedPrefix.Length..], out SnapshotId id) && alive.Contains(id) && !System.IO.Path.Exists(PathOf(id)))
            {
                PutBack(System.IO.Path.Join(Path, name), id);
            }
        }
    }

    /// <summary>
    /// Sets everything aside that belongs to no living snapshot and to nobody who is making one. Only inside a write transaction, so that
    /// no number is given out meanwhile; what is set aside can be removed after it.
    /// </summary>
    /// <returns>The paths to be removed.</returns>
    /// <exception cref="LinuxException">A directory can't be listed or renamed.</exception>
    public IReadOnlyList<string> SetAsideAllBut(IReadOnlySet<SnapshotId> alive)
    {
        List<string> aside = [];
        foreach (string name in Names())
        {
            string path = System.IO.Path.Join(Path, name);
            if (SnapshotId.TryParse(name, out SnapshotId id))
            {
                if (!alive.Contains(id))
                {
                    aside.Add(SetAside(path));
                }
            }
            else if (!IsInPreparation(path))
            {
                aside.Add(path);
            }
        }

        return aside;
    }

    /// <summary>Makes a directory with exactly these permissions.</summary>
    /// <exception cref="LinuxException">It can't be made.</exception>
    public static void MakeDirectory(string path, uint mode)
    {
        LibC.MkdirAt(SafeFileDescriptor.CurrentDirectory, path, mode);
        LibC.FchmodAt(SafeFileDescriptor.CurrentDirectory, path, mode);
    }

    private string SetAside(string path)
    {
        string aside = System.IO.Path.Join(Path, $"{RemovedPrefix}{System.IO.Path.GetFileName(path)}-{Random()}");
        LinuxException.ThrowIf(Rename(path, aside), "rename", aside);

        return aside;
    }

    private IEnumerable<string> Names()
    {
        using SafeFileDescriptor directory = LibC.Open(Path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);

        return DirectoryListing.Read(directory).Select(entry => entry.Name);
    }

    private bool IsInPreparation(string path)
    {
        lock (_lock)
        {
            return _inPreparation.Contains(path);
        }
    }

    private void Forget(string path)
    {
        lock (_lock)
        {
            _inPreparation.Remove(path);
        }
    }

    private static int Rename(string from, string to)
        => LibC.TryRenameAt2(SafeFileDescriptor.CurrentDirectory, from, SafeFileDescriptor.CurrentDirectory, to, RenameFlags.None);

    private static string Random() => RandomNumberGenerator.GetHexString(12, lowercase: true);
}
