using PluginHost.Linux;
using PluginHost.Linux.Files;

namespace PluginHost.Archive.Changes;

/// <summary>What a tree takes beyond the one it was made from.</summary>
public static class ChangedUsage
{
    /// <summary>
    /// The files that are new or changed in <paramref name="upper"/>, each inode once, with the bytes of their blocks (containerd
    /// continuity fs/du_unix.go, the usage of a difference).
    /// </summary>
    /// <param name="lower">The tree before.</param>
    /// <param name="upper">The tree now.</param>
    /// <param name="cancellationToken">Checked between files and blocks.</param>
    /// <exception cref="LinuxException">A file can't be read.</exception>
    public static DiskUsage Of(string lower, string upper, CancellationToken cancellationToken)
    {
        HashSet<(DeviceNumber Device, ulong Inode)> seen = [];
        long size = 0;
        void Count(Change change)
        {
            if (change.Kind is ChangeKind.Add or ChangeKind.Modify && seen.Add((change.Status.Device, change.Status.Inode)))
            {
                size += change.Status.Blocks * 512;
            }
        }

        new TreeComparison(Count, cancellationToken).Run(lower, upper);

        return new DiskUsage(seen.Count, size);
    }
}
