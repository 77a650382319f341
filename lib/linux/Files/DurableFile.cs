using System.Security.Cryptography;

namespace PluginHost.Linux.Files;

/// <summary>
/// Files that survive a power cut: written under a temporary name, synced, renamed, and the directory synced. After a crash the old or
/// the new content is there, never a part.
/// </summary>
public static class DurableFile
{
    /// <summary>The end of temporary names; what a crash left behind may be deleted.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">The permissions, whatever the umask is.</param>
    /// <exception cref="LinuxException">A step failed; the file is as before.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, uint mode)
    {
        string directoryPath = DirectoryOf(path);
        string name = Path.GetFileName(path);
        string temporary = $".{name}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}{TemporarySuffix}";
        using SafeFileDescriptor directory = OpenDirectory(directoryPath);
        using (SafeFileDescriptor file = LibC.OpenAt(
            directory, temporary, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, mode))
        {
            try
            {
                LibC.Fchmod(file, mode);
                LibC.WriteAll(file, content);
                LibC.Fsync(file);
                LibC.RenameAt2(directory, temporary, directory, name, RenameFlags.None);
            }
            catch
            {
                _ = LibC.TryUnlinkAt(directory, temporary, AtFlags.None);
                throw;
            }
        }

        LibC.Fsync(directory);
    }

    /// <summary>Renames within a file system, replacing what is there, and syncs both directories. The file itself is not synced.</summary>
    /// <exception cref="LinuxException">A step failed.</exception>
    public static void Rename(string oldPath, string newPath)
    {
        string oldDirectory = DirectoryOf(oldPath);
        string newDirectory = DirectoryOf(newPath);
        SafeFileDescriptor current = SafeFileDescriptor.CurrentDirectory;
        LibC.RenameAt2(current, oldPath, current, newPath, RenameFlags.None);
        SyncDirectory(newDirectory);
        if (oldDirectory != newDirectory)
        {
            SyncDirectory(oldDirectory);
        }
    }

    /// <summary>Removes a file and syncs its directory.</summary>
    /// <exception cref="LinuxException">A step failed; ENOENT: there is none.</exception>
    public static void Delete(string path)
    {
        LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, path, AtFlags.None);
        SyncDirectory(DirectoryOf(path));
    }

    /// <summary>Puts the names in a directory on the disk.</summary>
    /// <exception cref="LinuxException">The directory can't be opened or synced.</exception>
    public static void SyncDirectory(string path)
    {
        using SafeFileDescriptor directory = OpenDirectory(path);
        LibC.Fsync(directory);
    }

    private static string DirectoryOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } directory ? directory : ".";

    private static SafeFileDescriptor OpenDirectory(string path) => LibC.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
}
