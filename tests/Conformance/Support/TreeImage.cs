using System.Security.Cryptography;
using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Conformance.Support;

/// <summary>
/// What makes up a directory tree, one line per file, so that two can be compared. Times and sizes of directories are left out.
/// </summary>
public static class TreeImage
{
    /// <summary>The lines, ordered by path: type and mode, owner, path, and content, link or device.</summary>
    public static IReadOnlyList<string> Of(string root)
    {
        List<string> lines = [];
        Add(lines, root, "/");

        return lines;
    }

    private static void Add(List<string> lines, string path, string name)
    {
        FileStatus status = LibC.Lstat(path);
        lines.Add($"{Convert.ToString(status.Mode, 8)} {status.Uid}:{status.Gid} {name} {ContentOf(path, status)}");
        if (!status.IsDirectory)
        {
            return;
        }

        using SafeFileDescriptor directory = LibC.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (DirectoryEntry entry in DirectoryListing.ReadSorted(directory))
        {
            Add(lines, Path.Join(path, entry.Name), Path.Join(name, entry.Name));
        }
    }

    private static string ContentOf(string path, FileStatus status) => status.Type switch
    {
        FileModes.S_IFREG => $"{status.Size} {HashOf(path)}",
        FileModes.S_IFLNK => LibC.ReadlinkAt(SafeFileDescriptor.CurrentDirectory, path),
        FileModes.S_IFCHR or FileModes.S_IFBLK => status.RawDevice.ToString(),
        _ => "",
    };

    // By its descriptor: a name that is not UTF-8 can't be opened by the framework.
    private static string HashOf(string path)
    {
        using FileStream content = new(LibC.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW).ToFileHandle(), FileAccess.Read);

        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
