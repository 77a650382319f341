using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Processes;

/// <summary>Mounts a container's root, and takes everything below it away again. The kernel may take its time: none of it holds the loop up.</summary>
internal sealed class RootfsMounts(EventLoop loop, Reaper reaper)
{
    private const int Tries = 50;
    private const int PauseMilliseconds = 50;

    /// <summary>Mounts all entries, or none.</summary>
    /// <exception cref="StatusException">One can't be mounted.</exception>
    public async Task MountAsync(IReadOnlyList<MountEntry> mounts, string rootfs)
    {
        if (mounts.Count == 0)
        {
            return;
        }

        try
        {
            _ = Directory.CreateDirectory(rootfs, (UnixFileMode)0x1C9);

            // Helpers for id maps and FUSE are children that the library waits for itself.
            bool hasChildren = mounts.Any(mount =>
                mount.Type.StartsWith("fuse", StringComparison.Ordinal) || mount.Options.Any(option => option.StartsWith("uidmap=", StringComparison.Ordinal)));
            _ = hasChildren
                ? await reaper.HoldAsync(loop, () => MountAll(mounts, rootfs))
                : await loop.RunAsideAsync(() => MountAll(mounts, rootfs));
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw StatusException.Unknown($"failed to mount rootfs component: {exception.Message}");
        }
    }

    /// <summary>Unmounts everything at and below the directory, the deepest first; a busy mount is tried for two and a half seconds.</summary>
    /// <exception cref="LinuxException">A mount stays in use.</exception>
    public async Task UnmountAsync(string rootfs)
    {
        IEnumerable<string> points = MountTable.Read().Select(mount => mount.MountPoint)
            .Where(point => MountTable.Contains(rootfs, point)).OrderByDescending(point => point.Length);
        foreach (string point in points)
        {
            int errno = Errno.EBUSY;
            for (int i = 0; i < Tries && errno == Errno.EBUSY; i++)
            {
                if (i > 0)
                {
                    await loop.DelayAsync(PauseMilliseconds);
                }

                errno = await loop.RunAsideAsync(() => LibC.TryUmount2(point, UmountFlags.UMOUNT_NOFOLLOW));
            }

            LinuxException.ThrowIf(errno is Errno.EINVAL or Errno.ENOENT ? 0 : errno, "umount2", point);
        }
    }

    private static bool MountAll(IReadOnlyList<MountEntry> mounts, string rootfs)
    {
        Mounts.MountAll(mounts, rootfs);

        return true;
    }
}
