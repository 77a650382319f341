using System.Globalization;
using PluginHost.Linux;

namespace PluginHost.Bolt.Storage;

/// <summary>
/// Finds out which process holds the flock(2) of a file: proc_locks(5) lists holders by device and inode. Device and inode come from
/// /proc/self/fdinfo and /proc/self/mountinfo, whose device is the one that the kernel prints in /proc/locks (stat(2) gives another
/// one on btrfs).
/// </summary>
internal static class LockHolder
{
    /// <summary>The process id; null if the kernel does not tell, for example because the holder is in another pid namespace.</summary>
    public static int? Find(SafeFileDescriptor file)
    {
        try
        {
            return Find(
                File.ReadAllLines($"/proc/self/fdinfo/{file.Number}"),
                File.ReadAllLines("/proc/self/mountinfo"),
                File.ReadAllLines("/proc/locks"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A hint in an error message: where /proc is closed to us the message goes without it.
            return null;
        }
    }

    /// <summary>The same on the text of the three files.</summary>
    internal static int? Find(IReadOnlyList<string> descriptorInfo, IReadOnlyList<string> mountInfo, IReadOnlyList<string> locks)
    {
        string? inode = Field(descriptorInfo, "ino:");
        string? mount = Field(descriptorInfo, "mnt_id:");
        if (inode is null || mount is null || Device(mountInfo, mount) is not string device)
        {
            return null;
        }

        // 1: FLOCK  ADVISORY  WRITE 4758 fe:00:11657318 0 EOF
        foreach (string line in locks)
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 6 && fields[1] == "FLOCK" && fields[5] == $"{device}:{inode}"
                && int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
            {
                return pid;
            }
        }

        return null;
    }

    private static string? Field(IReadOnlyList<string> lines, string name)
    {
        foreach (string line in lines)
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[name.Length..].Trim();
            }
        }

        return null;
    }

    /// <summary>proc_pid_mountinfo(5): mount id, parent id, major:minor in decimal; /proc/locks has both in hexadecimal.</summary>
    private static string? Device(IReadOnlyList<string> mountInfo, string mount)
    {
        foreach (string line in mountInfo)
        {
            string[] fields = line.Split(' ', 4);
            if (fields.Length == 4 && fields[0] == mount && fields[2].Split(':') is [string major, string minor]
                && int.TryParse(major, CultureInfo.InvariantCulture, out int majorNumber)
                && int.TryParse(minor, CultureInfo.InvariantCulture, out int minorNumber))
            {
                return $"{majorNumber:x2}:{minorNumber:x2}";
            }
        }

        return null;
    }
}
