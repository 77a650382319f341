using System.Security.Cryptography;
using PluginHost.Linux.Files;

namespace Archive.Tests.Support;

/// <summary>A tree as text, a line per path, so that two trees can be compared.</summary>
public static class TreeSnapshot
{
    public static List<string> Of(string root, bool times = true)
    {
        Dictionary<ulong, string> first = [];
        List<string> lines = [];
        Visit(root, "", lines, first, times);

        return lines;
    }

    private static void Visit(string root, string path, List<string> lines, Dictionary<ulong, string> first, bool times)
    {
        using SafeFileDescriptor directory = LibC.Open(Path.Join(root, path), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (DirectoryEntry entry in DirectoryListing.ReadSorted(directory))
        {
            string child = Path.Join(path, entry.Name);
            int errno = LibC.TryStatx(directory, entry.Name, AtFlags.AT_SYMLINK_NOFOLLOW, out FileStatus status);
            if (errno == Errno.ENOENT)
            {
                // An overlay lists a whiteout where no lower layer has the directory.
                lines.Add($"{child} can't be found");
                continue;
            }

            LinuxException.ThrowIf(errno, "statx", child);
            string what = status.Type switch
            {
                FileModes.S_IFLNK => $"-> {LibC.ReadlinkAt(directory, entry.Name)}",
                FileModes.S_IFREG => $"{status.Size} {Digest(directory, entry.Name)}",
                FileModes.S_IFCHR or FileModes.S_IFBLK => $"{status.RawDevice}",
                _ => "",
            };
            string link = "";
            if (status.LinkCount > 1 && !status.IsDirectory && !first.TryAdd(status.Inode, child))
            {
                link = $" = {first[status.Inode]}";
            }

            string xattrs = string.Concat(Xattr.List(Path.Join(root, child)).Order(StringComparer.Ordinal)
                .Select(name => $" {name}={Convert.ToHexStringLower(Xattr.Find(Path.Join(root, child), name)!)}"));
            string time = times ? $" {status.ModifyTime.Seconds}.{status.ModifyTime.Nanoseconds:D9}" : "";
            lines.Add($"{child} {Convert.ToString(status.Mode, 8)} {status.Uid}:{status.Gid}{time} {what}{link}{xattrs}");
            if (status.IsDirectory)
            {
                Visit(root, child, lines, first, times);
            }
        }
    }

    private static string Digest(SafeFileDescriptor directory, string name)
    {
        using FileStream content = new(LibC.OpenAt(directory, name, OpenFlags.O_RDONLY).ToFileHandle(), FileAccess.Read);

        return Convert.ToHexStringLower(SHA256.HashData(content))[..16];
    }
}
