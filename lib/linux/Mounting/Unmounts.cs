namespace PluginHost.Linux.Mounting;

/// <summary>
/// Takes mounts away (containerd core/mount/mount_unix.go). A busy mount is tried for two and a half seconds; what is not there or not
/// mounted is fine.
/// </summary>
public static class Unmounts
{
    private const int Tries = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes away the topmost mount of a target.</summary>
    /// <exception cref="LinuxException">EBUSY: it stays in use; or the call failed.</exception>
    public static async Task OneAsync(string target, UmountFlags flags, CancellationToken cancellationToken)
        => LinuxException.ThrowIf(Absent(await RetryAsync(target, flags, TimeProvider.System, cancellationToken)), "umount2", target);

    /// <summary>Takes away all mounts that are stacked on a target.</summary>
    /// <exception cref="LinuxException">EBUSY: one stays in use; or a call failed.</exception>
    public static async Task AllAsync(string target, UmountFlags flags, CancellationToken cancellationToken)
    {
        int errno;
        do
        {
            errno = await RetryAsync(target, flags, TimeProvider.System, cancellationToken);
        }
        while (errno == 0);

        LinuxException.ThrowIf(Absent(errno), "umount2", target);
    }

    /// <summary>Takes away all mounts on a target and below it, the deepest first. Only a failure on the last, the outermost, is an error.</summary>
    /// <exception cref="LinuxException">The outermost mount stays in use; or a call failed.</exception>
    public static async Task RecursiveAsync(string target, UmountFlags flags, CancellationToken cancellationToken)
    {
        if (Canonical(target) is not { } root)
        {
            return;
        }

        string[] points =
        [
            .. MountTable.Read().Select(mount => mount.MountPoint)
                .Where(point => MountTable.Contains(root, point))
                .Distinct()
                .OrderByDescending(point => point.Length),
        ];
        for (int i = 0; i < points.Length; i++)
        {
            try
            {
                await AllAsync(points[i], flags, cancellationToken);
            }
            catch (LinuxException) when (i < points.Length - 1)
            {
                // What is mounted above it then fails, too, and says so.
            }
        }
    }

    /// <summary>Takes away what <see cref="Mounts.MountAll"/> mounted, in reverse order. Only a failure on the last entry is an error.</summary>
    /// <exception cref="LinuxException">The last entry's mount stays in use; or a call failed.</exception>
    public static async Task ReverseAsync(
        IReadOnlyList<MountEntry> mounts, string target, UmountFlags flags, CancellationToken cancellationToken)
    {
        for (int i = mounts.Count - 1; i >= 0; i--)
        {
            try
            {
                await AllAsync(Mounts.TargetOf(mounts[i], target), flags, cancellationToken);
            }
            catch (LinuxException exception) when (i < mounts.Count - 1 || exception.Errno == Errno.ENOENT)
            {
                // An entry that was not reached, or one covered by another.
            }
        }
    }

    /// <summary>umount2 with repetition while the mount is busy; the errno.</summary>
    internal static async Task<int> RetryAsync(string target, UmountFlags flags, TimeProvider time, CancellationToken cancellationToken)
    {
        int errno = LibC.TryUmount2(target, flags);
        for (int i = 1; i < Tries && errno == Errno.EBUSY; i++)
        {
            await Task.Delay(Pause, time, cancellationToken);
            errno = LibC.TryUmount2(target, flags);
        }

        return errno;
    }

    private static int Absent(int errno) => errno is Errno.EINVAL or Errno.ENOENT ? 0 : errno;

    private static string? Canonical(string path)
    {
        int errno = LibC.TryOpenAt(SafeFileDescriptor.CurrentDirectory, path, OpenFlags.O_PATH, 0, out SafeFileDescriptor place);
        if (errno == Errno.ENOENT)
        {
            return null;
        }

        LinuxException.ThrowIf(errno, "open", path);
        using (place)
        {
            return LibC.ReadlinkAt(SafeFileDescriptor.CurrentDirectory, place.ProcPath);
        }
    }
}
