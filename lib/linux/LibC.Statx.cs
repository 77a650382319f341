using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>statx(2). An empty path with AT_EMPTY_PATH is the descriptor itself.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileStatus Statx(SafeFileDescriptor directory, string path, AtFlags flags)
    {
        LinuxException.ThrowIf(TryStatx(directory, path, flags, out FileStatus status), nameof(statx), path);

        return status;
    }

    /// <summary>As <see cref="Statx"/>, with the errno as answer.</summary>
    public static int TryStatx(SafeFileDescriptor directory, string path, AtFlags flags, out FileStatus status)
    {
        int errno = ErrnoOf(statx(directory, path, flags, StatxBuffer.STATX_BASIC_STATS, out StatxBuffer buffer));
        status = errno == 0 ? buffer.ToStatus() : default;

        return errno;
    }

    /// <summary>fstat(2).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileStatus Fstat(SafeFileDescriptor descriptor) => Statx(descriptor, string.Empty, AtFlags.AT_EMPTY_PATH);

    /// <summary>lstat(2): of a link itself.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileStatus Lstat(string path) => Statx(SafeFileDescriptor.CurrentDirectory, path, AtFlags.AT_SYMLINK_NOFOLLOW);

    /// <summary>stat(2): of what a link leads to.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileStatus Stat(string path) => Statx(SafeFileDescriptor.CurrentDirectory, path, AtFlags.None);

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int statx(SafeFileDescriptor directory, string path, AtFlags flags, uint mask, out StatxBuffer buffer);
}
