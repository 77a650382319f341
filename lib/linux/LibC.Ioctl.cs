using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    private const uint LOOP_CLR_FD = 0x4C01;
    private const uint LOOP_CONFIGURE = 0x4C0A;
    private const uint LOOP_CTL_GET_FREE = 0x4C82;
    private const uint FS_IOC_GETFLAGS = 0x80086601;
    private const uint FS_IOC_SETFLAGS = 0x40086602;
    private const uint FICLONE = 0x40049409;

    /// <summary>FS_IMMUTABLE_FL: the file can't be changed, not even by root.</summary>
    public const int FS_IMMUTABLE_FL = 0x10;

    /// <summary>ioctl FS_IOC_GETFLAGS: the inode flags (ioctl_iflags(2)).</summary>
    /// <exception cref="LinuxException">ENOTTY or EOPNOTSUPP: the file system has none.</exception>
    public static int GetInodeFlags(SafeFileDescriptor file)
    {
        int flags;
        LinuxException.ThrowIf(ErrnoOf(ioctl(file, FS_IOC_GETFLAGS, (nint)(&flags))), "ioctl FS_IOC_GETFLAGS", file);

        return flags;
    }

    /// <summary>ioctl FS_IOC_SETFLAGS (ioctl_iflags(2)).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void SetInodeFlags(SafeFileDescriptor file, int flags)
        => LinuxException.ThrowIf(ErrnoOf(ioctl(file, FS_IOC_SETFLAGS, (nint)(&flags))), "ioctl FS_IOC_SETFLAGS", file);

    /// <summary>
    /// ioctl FICLONE (ioctl_ficlone(2)): a file gets the content of another, sharing its blocks until one is written. The errno; EOPNOTSUPP,
    /// ENOTTY, EXDEV and EINVAL mean that these files need copying.
    /// </summary>
    /// <param name="source">The file whose content it is.</param>
    /// <param name="target">The file that gets it, open for writing.</param>
    public static int TryClone(SafeFileDescriptor source, SafeFileDescriptor target)
        => ErrnoOf(ioctl(target, FICLONE, source.Number));

    /// <summary>ioctl with a structure as argument, which the kernel reads or fills; the errno.</summary>
    internal static int TryIoctl(SafeFileDescriptor file, uint request, Span<byte> argument)
    {
        fixed (byte* start = argument)
        {
            return ErrnoOf(ioctl(file, request, (nint)start));
        }
    }

    /// <summary>ioctl LOOP_CTL_GET_FREE: the number of an unused loop device, made if need be.</summary>
    internal static int LoopGetFree(SafeFileDescriptor control)
    {
        int number = ioctl(control, LOOP_CTL_GET_FREE, 0);
        LinuxException.ThrowIf(ErrnoOf(number), "ioctl LOOP_CTL_GET_FREE", control);

        return number;
    }

    /// <summary>ioctl LOOP_CONFIGURE; the errno.</summary>
    internal static int TryLoopConfigure(SafeFileDescriptor device, LoopConfig config)
        => ErrnoOf(ioctl(device, LOOP_CONFIGURE, (nint)(&config)));

    /// <summary>ioctl LOOP_CLR_FD.</summary>
    internal static void LoopClear(SafeFileDescriptor device)
        => LinuxException.ThrowIf(ErrnoOf(ioctl(device, LOOP_CLR_FD, 0)), "ioctl LOOP_CLR_FD", device);

    [LibraryImport(LibraryName, SetLastError = true)]
    private static partial int ioctl(SafeFileDescriptor descriptor, nuint request, nint argument);
}
